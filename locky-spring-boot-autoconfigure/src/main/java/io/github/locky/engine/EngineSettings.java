package io.github.locky.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How an engine works.
 *
 * @param defaultTtl the time to live of locks that do not name one, or {@code null} if
 * they do not expire
 * @param pollInterval how long a waiter relies on being told that it is its turn
 * @param drainTimeout how long the end of the application waits for calls that run under
 * leases
 * @param expiryWarning how long before their end listeners are told of locks;
 * {@code null} if they are not
 */
public record EngineSettings(@Nullable Duration defaultTtl, Duration pollInterval, Duration drainTimeout,
		@Nullable Duration expiryWarning) {

	/**
	 * How long waiters rely on being told unless set.
	 */
	public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

	/**
	 * How long the end of the application waits unless set.
	 */
	public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(25);

	/**
	 * Return the defaults.
	 * @return settings as without any configuration
	 */
	public static EngineSettings defaults() {
		return new EngineSettings(null, DEFAULT_POLL_INTERVAL, DEFAULT_DRAIN_TIMEOUT, null);
	}

}
