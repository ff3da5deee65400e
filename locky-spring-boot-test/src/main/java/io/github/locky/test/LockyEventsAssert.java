package io.github.locky.test;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about what is heard of locks. They wait for a while for what was not heard
 * yet.
 */
public final class LockyEventsAssert extends AbstractAssert<LockyEventsAssert, LockyEvents> {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	LockyEventsAssert(LockyEvents actual) {
		super(actual, LockyEventsAssert.class);
	}

	/**
	 * Assert that a resource was locked.
	 * @param resource the resource
	 * @param locker by whom
	 * @return this
	 */
	public LockyEventsAssert heardLocked(Object resource, Object locker) {
		return heard(ResourceLockedEvent.class, resource, locker);
	}

	/**
	 * Assert that a resource was unlocked.
	 * @param resource the resource
	 * @param locker who had locked it
	 * @return this
	 */
	public LockyEventsAssert heardUnlocked(Object resource, Object locker) {
		return heard(ResourceUnlockedEvent.class, resource, locker);
	}

	/**
	 * Assert that a lock expired.
	 * @param resource the resource
	 * @param locker who had locked it
	 * @return this
	 */
	public LockyEventsAssert heardExpired(Object resource, Object locker) {
		return heard(ResourceExpiredEvent.class, resource, locker);
	}

	/**
	 * Assert that a resource was locked and unlocked again since the events were
	 * {@linkplain LockyEvents#clear() cleared}: it was locked while something ran.
	 * @param resource the resource
	 * @return this
	 */
	public LockyEventsAssert heardLockedAndUnlocked(Object resource) {
		return heard((events) -> {
			List<LockyEvent> of = events.stream().filter((event) -> isOf(event, resource)).toList();
			return of.size() >= 2 && of.get(0) instanceof ResourceLockedEvent
					&& of.get(of.size() - 1) instanceof ResourceUnlockedEvent;
		}, "'" + resource + "' to be locked and unlocked again");
	}

	private LockyEventsAssert heard(Class<? extends LockyEvent> type, Object resource, Object locker) {
		String kind = type.getSimpleName().replaceAll("Resource|Event", "").toLowerCase(Locale.ROOT);
		return heard(
				(events) -> events.stream()
					.anyMatch((event) -> type.isInstance(event) && isOf(event, resource)
							&& event.getLocker().equals(text(locker))),
				"that '" + resource + "' of '" + locker + "' was " + kind);
	}

	private LockyEventsAssert heard(Predicate<List<LockyEvent>> expected, String what) {
		isNotNull();
		if (!this.actual.await(expected, PATIENCE)) {
			failWithMessage("Expected to hear %s, but heard only %s", what, this.actual.all());
		}
		return this;
	}

	private static boolean isOf(LockyEvent event, Object resource) {
		return event.getResource().equals(text(resource));
	}

	// As Locky does
	static String text(Object identifier) {
		return (identifier instanceof Enum<?> constant) ? constant.name() : String.valueOf(identifier);
	}

}
