package io.github.locky.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.github.locky.store.Diagnosis;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says once that the store is away, why and what to do, and once that all of it is back.
 */
public final class StoreAvailability {

	private static final OneLineLog logger = OneLineLog.of(StoreAvailability.class);

	private final Set<Object> failing = new HashSet<>();

	private final LockStore store;

	private long since;

	StoreAvailability(LockStore store) {
		this.store = store;
	}

	/**
	 * Something cannot be done.
	 * @param task what cannot be done
	 * @param ex why
	 */
	public synchronized void failed(Object task, Throwable ex) {
		if (this.failing.isEmpty()) {
			this.since = System.nanoTime();
			logger.warn("Locky cannot work with " + this.store.name()
					+ " and keeps trying; until then locks fail and events wait: " + why(ex));
		}
		this.failing.add(task);
		logger.debug("The store failed", ex);
	}

	private @Nullable String why(Throwable ex) {
		Diagnosis diagnosis = this.store.diagnose(ex);
		return (diagnosis != null) ? diagnosis.toString() : NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
	}

	/**
	 * Something could be done.
	 * @param task what could be done
	 */
	public synchronized void succeeded(Object task) {
		if (this.failing.remove(task) && this.failing.isEmpty()) {
			logger.info("Locky works with " + this.store.name() + " again, after "
					+ Duration.ofNanos(System.nanoTime() - this.since).toSeconds() + " s");
		}
	}

}
