package io.github.locky.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What became of a lock that was to be released.
 *
 * @param released whether it was held as meant, and is not any more
 * @param stays how long the resource stays locked all the same, until the end of its
 * hold; {@code null} if it is free
 */
public record ReleaseResult(boolean released, @Nullable Duration stays) {

	/**
	 * It was not held as meant.
	 */
	public static final ReleaseResult NOT_HELD = new ReleaseResult(false, null);

	/**
	 * It was held as meant, and the resource is free.
	 */
	public static final ReleaseResult UNLOCKED = new ReleaseResult(true, null);

	/**
	 * It was held as meant, and the resource stays locked.
	 * @param remaining until when
	 * @return the result
	 */
	public static ReleaseResult staying(Duration remaining) {
		return new ReleaseResult(true, remaining);
	}

}
