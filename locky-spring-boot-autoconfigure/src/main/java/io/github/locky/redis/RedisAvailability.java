package io.github.locky.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says once that Redis is away, why and what to do, and once that all of it is back.
 */
final class RedisAvailability {

	private static final Log logger = LogFactory.getLog(RedisAvailability.class);

	private final Set<Object> failing = new HashSet<>();

	private long since;

	/**
	 * Something cannot be done.
	 * @param task what cannot be done
	 * @param ex why
	 */
	synchronized void failed(Object task, Exception ex) {
		if (this.failing.isEmpty()) {
			this.since = System.nanoTime();
			logger.warn(
					"Locky cannot work with Redis and keeps trying; until then locks fail and events wait: " + why(ex));
		}
		this.failing.add(task);
		logger.debug("Redis failed", ex);
	}

	private static @Nullable String why(Exception ex) {
		Diagnosis diagnosis = Diagnosis.of(ex);
		return (diagnosis != null) ? diagnosis.toString() : NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
	}

	/**
	 * Something could be done.
	 * @param task what could be done
	 */
	synchronized void succeeded(Object task) {
		if (this.failing.remove(task) && this.failing.isEmpty()) {
			logger.info("Locky works with Redis again, after "
					+ Duration.ofNanos(System.nanoTime() - this.since).toSeconds() + " s");
		}
	}

}
