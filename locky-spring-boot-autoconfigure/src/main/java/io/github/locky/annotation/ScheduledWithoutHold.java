package io.github.locky.annotation;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.locky.store.OneLineLog;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;

/**
 * Warns of scheduled methods that are meant to run in one instance only, but hold their
 * lock no longer than they run: an instance whose clock is a little late runs them again.
 */
final class ScheduledWithoutHold {

	private static final OneLineLog logger = OneLineLog.of(ScheduledWithoutHold.class);

	private final Set<Method> known = ConcurrentHashMap.newKeySet();

	void check(Locked locked, Method method) {
		if (locked.skip() && locked.holdAtLeast().isEmpty() && isScheduled(method) && this.known.add(method)) {
			logger.warn("Scheduled method '" + method.getDeclaringClass().getName() + "." + method.getName()
					+ "' may run in several instances at one stroke of the clock: its lock is released when it returns,"
					+ " and free for an instance that comes to it a little later. Set 'holdAtLeast' of its @Locked to"
					+ " more than clocks and busy schedulers differ by, and to less than the time between two runs");
		}
	}

	private static boolean isScheduled(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Scheduled.class)
				|| AnnotatedElementUtils.hasAnnotation(method, Schedules.class);
	}

}
