package io.github.locky.store;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to lock.
 */
public sealed interface LockResult {

	/**
	 * All resources are held by the locker now.
	 *
	 * @param acquisition the id of the attempt
	 * @param grants one for each resource
	 * @param asked when the store was asked, by the ticker of the store
	 */
	record Granted(String acquisition, List<Grant> grants, long asked) implements LockResult {

		/**
		 * Return whether giving all of it back would not restore what was before.
		 * @return whether an ownership was taken over or is an older one
		 */
		public boolean endedOrKeptAny() {
			return this.grants.stream().anyMatch((grant) -> grant.isKept() || grant.previousLocker() != null);
		}

		/**
		 * Return whether any was taken by force from who held it.
		 * @return whether somebody else had it until now
		 */
		public boolean isTakeover() {
			return this.grants.stream().anyMatch((grant) -> grant.previousLocker() != null);
		}

		/**
		 * Return how long all of them live.
		 * @return the shortest of the times; {@code null} if none expires
		 */
		public @Nullable Duration remaining() {
			return this.grants.stream()
				.map(Grant::remaining)
				.filter(Objects::nonNull)
				.min(Comparator.naturalOrder())
				.orElse(null);
		}

	}

	/**
	 * A resource is not acquired, and nothing was locked.
	 *
	 * @param resource the resource
	 * @param held its lock; {@code null} if it is free, but the turn of those who have
	 * waited longer
	 * @param remaining how long the holder's lock still lives, {@code null} if it does
	 * not expire; or how long the others have to come
	 * @param place the place in the queue of the instance, beginning with 1; 0 if it does
	 * not wait
	 */
	record Refused(String resource, @Nullable HeldLock held, @Nullable Duration remaining,
			int place) implements LockResult {

		/**
		 * Return who holds the resource.
		 * @return the locker; {@code null} if it is free
		 */
		public @Nullable String holder() {
			return (this.held != null) ? this.held.locker() : null;
		}

	}

	/**
	 * A resource that is held now.
	 *
	 * @param resource the resource
	 * @param token the fencing token of the ownership
	 * @param remaining how long it lives; {@code null} if it does not expire
	 * @param previousLocker whom the resource was taken from by force, or {@code null}
	 * @param previousAcquisition the attempt that took the ownership if it is an older
	 * one, to which the locker came back; {@code null} if it is new
	 */
	record Grant(String resource, long token, @Nullable Duration remaining, @Nullable String previousLocker,
			@Nullable String previousAcquisition) {

		/**
		 * Return the lock.
		 * @param locker who holds it now
		 * @param acquisition the attempt by which that is so
		 * @return the lock
		 */
		public HeldLock held(String locker, String acquisition) {
			return new HeldLock(this.resource, locker, this.token, FencingToken.instant(this.token), this.remaining,
					InstanceId.of(acquisition));
		}

		/**
		 * Return whether the ownership is an older one.
		 * @return whether the locker came back to what it held already
		 */
		public boolean isKept() {
			return this.previousAcquisition != null;
		}

	}

}
