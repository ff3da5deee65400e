package io.github.locky;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Who holds a resource, as Redis had it when asked.
 *
 * @param resource the resource
 * @param locker who holds it
 * @param fencingToken the fencing token of this ownership; 0 if the lock was not taken
 * through Locky
 * @param since when it was taken, by the clock of Redis; {@code null} if the lock was not
 * taken through Locky
 * @param remaining how long it still lives unless refreshed; {@code null} if it does not
 * expire
 * @param instance the id of the instance that took it; {@code null} if the lock was not
 * taken through Locky
 * @param released whether it was released already, and the resource only stays locked
 * until the end of its {@linkplain LockRequest#holdAtLeast hold}
 */
public record HeldLock(String resource, String locker, long fencingToken, @Nullable Instant since,
		@Nullable Duration remaining, @Nullable String instance, boolean released) {

	/**
	 * Create a lock that was not released yet.
	 * @param resource the resource
	 * @param locker who holds it
	 * @param fencingToken the fencing token; 0 if there is none
	 * @param since when it was taken, or {@code null}
	 * @param remaining how long it still lives; {@code null} if it does not expire
	 * @param instance the id of the instance that took it, or {@code null}
	 */
	public HeldLock(String resource, String locker, long fencingToken, @Nullable Instant since,
			@Nullable Duration remaining, @Nullable String instance) {
		this(resource, locker, fencingToken, since, remaining, instance, false);
	}

	/**
	 * Create a lock of which nobody knows which instance took it.
	 * @param resource the resource
	 * @param locker who holds it
	 * @param fencingToken the fencing token; 0 if there is none
	 * @param since when it was taken, or {@code null}
	 * @param remaining how long it still lives; {@code null} if it does not expire
	 */
	public HeldLock(String resource, String locker, long fencingToken, @Nullable Instant since,
			@Nullable Duration remaining) {
		this(resource, locker, fencingToken, since, remaining, null, false);
	}

}
