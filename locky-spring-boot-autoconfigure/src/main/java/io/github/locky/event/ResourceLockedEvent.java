package io.github.locky.event;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A resource has a new locker.
 */
public class ResourceLockedEvent extends LockyEvent {

	private final @Nullable Duration ttl;

	private final boolean forced;

	private final @Nullable String previousLocker;

	public ResourceLockedEvent(Object source, String resource, String locker, long fencingToken, Instant instant,
			@Nullable Duration ttl, boolean forced, @Nullable String previousLocker) {
		super(source, resource, locker, fencingToken, instant);
		this.ttl = ttl;
		this.forced = forced;
		this.previousLocker = previousLocker;
	}

	/**
	 * Return the time to live the lock was taken with.
	 * @return the time to live, or {@code null} if the lock does not expire
	 */
	public @Nullable Duration getTtl() {
		return this.ttl;
	}

	/**
	 * Return whether the lock was taken from somebody by force.
	 * @return {@code true} if {@link #getPreviousLocker() another ownership} ended with
	 * it
	 */
	public boolean isForced() {
		return this.forced;
	}

	/**
	 * Return whose lock was taken over.
	 * @return the locker before, or {@code null} if the resource was free
	 */
	public @Nullable String getPreviousLocker() {
		return this.previousLocker;
	}

}
