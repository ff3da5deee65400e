package io.github.locky.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A lock that is to live longer, if it is held as meant. It is never shortened.
 *
 * @param target the lock
 * @param ttl how long it is to live from now at least; {@code null} for the time to live
 * it was taken with
 */
public record RefreshCommand(LockTarget target, @Nullable Duration ttl) {

	/**
	 * What is answered if the lock is not held as meant.
	 */
	public static final long NOT_HELD = -2;

	/**
	 * Return the resource.
	 * @return the resource
	 */
	public String resource() {
		return this.target.resource();
	}

}
