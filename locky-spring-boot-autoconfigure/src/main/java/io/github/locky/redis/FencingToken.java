package io.github.locky.redis;

/**
 * Converts between the id of a {@code locked} entry in the journal and the fencing token
 * made of it: {@code (ms << 20) + sequence}. Both rise together.
 */
final class FencingToken {

	private static final int SEQUENCE_BITS = 20;

	private FencingToken() {
	}

	static long of(String entryId) {
		int dash = entryId.indexOf('-');
		return (Long.parseLong(entryId, 0, dash, 10) << SEQUENCE_BITS)
				+ Long.parseLong(entryId, dash + 1, entryId.length(), 10);
	}

	static String entryId(long token) {
		return millis(token) + "-" + (token & ((1L << SEQUENCE_BITS) - 1));
	}

	static long millis(long token) {
		return token >>> SEQUENCE_BITS;
	}

}
