package io.github.locky.redis;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Says once that Redis is away and once that it is back.
 */
final class RedisAvailability {

	private static final Log logger = LogFactory.getLog(RedisAvailability.class);

	private boolean away;

	private long since;

	synchronized void failed(Exception ex) {
		if (!this.away) {
			this.away = true;
			this.since = System.nanoTime();
			logger.warn("Locky cannot work with Redis and keeps trying; until then locks fail and events wait: "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
		logger.debug("Redis failed", ex);
	}

	synchronized void succeeded() {
		if (this.away) {
			this.away = false;
			logger.info("Locky works with Redis again, after "
					+ Duration.ofNanos(System.nanoTime() - this.since).toSeconds() + " s");
		}
	}

}
