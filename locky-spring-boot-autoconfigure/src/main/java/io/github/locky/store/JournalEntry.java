package io.github.locky.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A transition of a lock, as the journal has it.
 *
 * @param id the id of the entry; ids rise
 * @param kind what happened
 * @param token the fencing token of the ownership concerned, which is the id of the entry
 * that it began with
 * @param instant when it happened by the clock of the store; for an expiry the deadline,
 * or if that was yet to come, when the end was noticed
 * @param resource the resource
 * @param locker the new locker when locked, the last one otherwise
 * @param ttl the time to live of a new ownership; {@code null} if it does not expire
 * @param previousLocker whose ownership a forced lock ended
 */
public record JournalEntry(long id, Kind kind, long token, Instant instant, String resource, String locker,
		@Nullable Duration ttl, @Nullable String previousLocker) {

	/**
	 * Return whether this is an expiry before the deadline. One in time has its deadline
	 * as its instant, and is journaled after that.
	 * @return whether somebody has deleted the lock behind Locky's back
	 */
	public boolean isEarly() {
		return this.kind == Kind.EXPIRED && this.instant.equals(FencingToken.instant(this.id));
	}

	/**
	 * What happened to a lock.
	 */
	public enum Kind {

		/**
		 * A free resource was locked.
		 */
		LOCKED,

		/**
		 * A resource was taken over by force.
		 */
		FORCED,

		/**
		 * A resource was unlocked.
		 */
		UNLOCKED,

		/**
		 * A lock ran out.
		 */
		EXPIRED;

		/**
		 * Return whether a new ownership began.
		 * @return {@code true} for both kinds of locking
		 */
		public boolean isLocked() {
			return this == LOCKED || this == FORCED;
		}

	}

}
