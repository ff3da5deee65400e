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
 */
public record HeldLock(String resource, String locker, long fencingToken, @Nullable Instant since,
		@Nullable Duration remaining) {
}
