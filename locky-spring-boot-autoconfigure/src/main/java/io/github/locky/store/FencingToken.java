package io.github.locky.store;

import java.time.Instant;

/**
 * Composes ids of journal entries, those of {@code locked} entries being the fencing
 * tokens: the millisecond, and in the lowest bits a number within it.
 */
public final class FencingToken {

	private static final int SEQUENCE_BITS = 20;

	/**
	 * The highest number within a millisecond.
	 */
	public static final long MAX_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

	private FencingToken() {
	}

	/**
	 * Compose an id.
	 * @param millis the millisecond since 1970
	 * @param sequence the number within it
	 * @return the id
	 */
	public static long of(long millis, long sequence) {
		return (millis << SEQUENCE_BITS) + sequence;
	}

	/**
	 * Return the millisecond of an id.
	 * @param token the id
	 * @return milliseconds since 1970
	 */
	public static long millis(long token) {
		return token >>> SEQUENCE_BITS;
	}

	/**
	 * Return the number within the millisecond of an id.
	 * @param token the id
	 * @return the number, from 0
	 */
	public static long sequence(long token) {
		return token & MAX_SEQUENCE;
	}

	/**
	 * Return the millisecond of an id.
	 * @param token the id
	 * @return the instant
	 */
	public static Instant instant(long token) {
		return Instant.ofEpochMilli(millis(token));
	}

}
