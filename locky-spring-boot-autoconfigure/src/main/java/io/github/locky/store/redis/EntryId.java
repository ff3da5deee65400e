package io.github.locky.store.redis;

import io.github.locky.store.FencingToken;

/**
 * Converts between the ids of a Redis stream and those of journal entries, which are
 * fencing tokens.
 */
final class EntryId {

	private EntryId() {
	}

	static long parse(String entryId) {
		int dash = entryId.indexOf('-');
		return FencingToken.of(Long.parseLong(entryId, 0, dash, 10),
				Long.parseLong(entryId, dash + 1, entryId.length(), 10));
	}

	static String of(long token) {
		return FencingToken.millis(token) + "-" + FencingToken.sequence(token);
	}

}
