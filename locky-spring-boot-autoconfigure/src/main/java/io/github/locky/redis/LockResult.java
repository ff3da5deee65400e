package io.github.locky.redis;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What became of a call to lock.
 */
public sealed interface LockResult {

	/**
	 * All resources are held by the locker now.
	 *
	 * @param grants one for each resource
	 * @param asked when Redis was asked, in {@link System#nanoTime()}
	 */
	record Granted(List<Grant> grants, long asked) implements LockResult {

		/**
		 * Return whether giving all of it back would not restore what was before.
		 * @return whether an ownership was taken over or is an older one
		 */
		public boolean endedOrKeptAny() {
			return this.grants.stream().anyMatch((grant) -> grant.kept() || grant.previousLocker() != null);
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
	 * A resource is held by another, and nothing was locked.
	 *
	 * @param resource the resource
	 * @param holder who holds it
	 * @param remaining how long the holder's lock still lives; {@code null} if it does
	 * not expire
	 * @param awaited whether others waited for its end already
	 */
	record Refused(String resource, String holder, @Nullable Duration remaining,
			boolean awaited) implements LockResult {
	}

	/**
	 * A resource that is held now.
	 *
	 * @param resource the resource
	 * @param token the fencing token of the ownership
	 * @param kept whether the ownership is not of this call: the locker came back to what
	 * it held already
	 * @param remaining how long it lives; {@code null} if it does not expire
	 * @param previousLocker whom the resource was taken from by force, or {@code null}
	 */
	record Grant(String resource, long token, boolean kept, @Nullable Duration remaining,
			@Nullable String previousLocker) {
	}

}
