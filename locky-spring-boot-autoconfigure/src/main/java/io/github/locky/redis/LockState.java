package io.github.locky.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The lock of a resource, as Redis had it.
 *
 * @param resource the resource
 * @param locker who holds it
 * @param token the fencing token; 0 if the lock was not taken through Locky
 * @param acquisition the id of the call that took it; {@code null} if the lock was not
 * taken through Locky
 * @param remaining how long it still lives; {@code null} if it does not expire
 */
public record LockState(String resource, String locker, long token, @Nullable String acquisition,
		@Nullable Duration remaining) {

	/**
	 * Return when the lock was taken, by the clock of Redis.
	 * @return milliseconds since 1970, of locks with a token
	 */
	public long sinceMillis() {
		return FencingToken.millis(this.token);
	}

	/**
	 * Return which instance took the lock.
	 * @return the id of the instance; {@code null} if the lock was not taken through
	 * Locky
	 */
	public @Nullable String instance() {
		return (this.acquisition != null) ? this.acquisition.substring(0, this.acquisition.indexOf('.')) : null;
	}

	static @Nullable LockState parse(String resource, String reply) {
		if (reply.isEmpty()) {
			return null;
		}
		String[] fields = reply.split(" ", 4);
		boolean ours = !fields[0].equals("-");
		return new LockState(resource, fields[3], (ours) ? FencingToken.of(fields[0]) : 0, (ours) ? fields[2] : null,
				LockReply.remaining(fields[1]));
	}

}
