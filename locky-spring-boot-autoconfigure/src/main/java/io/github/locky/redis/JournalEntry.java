package io.github.locky.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A transition of a lock, as the journal has it.
 *
 * @param id the id of the entry
 * @param kind what happened
 * @param token the fencing token of the ownership concerned
 * @param instant when it happened by the clock of Redis; for an expiry the deadline
 * @param resource the resource
 * @param locker the new locker when locked, the last one otherwise
 * @param ttl the time to live of a new ownership; {@code null} if it does not expire
 * @param previousLocker whose ownership a forced lock ended
 */
public record JournalEntry(String id, Kind kind, long token, Instant instant, String resource, String locker,
		@Nullable Duration ttl, @Nullable String previousLocker) {

	private static final byte END_OF_NAME = (byte) 0xFF;

	/**
	 * Parse what {@code append} in {@code common.lua} wrote: kind, ownership, number (TTL
	 * or deadline), then resource, locker and previous locker, with a byte between them
	 * that is in no text.
	 * @param id the id of the entry
	 * @param packed the packed field
	 * @return the entry
	 */
	static JournalEntry parse(String id, byte[] packed) {
		String[] fields = new String[3];
		int position = 0;
		for (int i = 0; i < fields.length; i++) {
			int end = indexOf(packed, (byte) ' ', position);
			fields[i] = new String(packed, position, end - position, StandardCharsets.US_ASCII);
			position = end + 1;
		}
		Kind kind = Kind.of(fields[0]);
		long number = Long.parseLong(fields[2]);
		int resourceEnd = indexOf(packed, END_OF_NAME, position);
		int lockerEnd = (kind == Kind.FORCED) ? indexOf(packed, END_OF_NAME, resourceEnd + 1) : packed.length;
		long token = FencingToken.of(kind.isLocked() ? id : fields[1]);
		long millis = (kind == Kind.EXPIRED) ? number : Long.parseLong(id.substring(0, id.indexOf('-')));
		return new JournalEntry(id, kind, token, Instant.ofEpochMilli(millis), text(packed, position, resourceEnd),
				text(packed, resourceEnd + 1, lockerEnd),
				(kind.isLocked() && number > 0) ? Duration.ofMillis(number) : null,
				(kind == Kind.FORCED) ? text(packed, lockerEnd + 1, packed.length) : null);
	}

	private static int indexOf(byte[] packed, byte sought, int from) {
		int index = from;
		while (packed[index] != sought) {
			index++;
		}
		return index;
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.UTF_8);
	}

	/**
	 * What happened to a lock.
	 */
	public enum Kind {

		/**
		 * A free resource was locked.
		 */
		LOCKED('L'),

		/**
		 * A resource was taken over by force.
		 */
		FORCED('F'),

		/**
		 * A resource was unlocked.
		 */
		UNLOCKED('U'),

		/**
		 * A lock ran out.
		 */
		EXPIRED('E');

		private final char letter;

		Kind(char letter) {
			this.letter = letter;
		}

		/**
		 * Return whether a new ownership began.
		 * @return {@code true} for both kinds of locking
		 */
		public boolean isLocked() {
			return this == LOCKED || this == FORCED;
		}

		static Kind of(String letter) {
			for (Kind kind : values()) {
				if (letter.length() == 1 && kind.letter == letter.charAt(0)) {
					return kind;
				}
			}
			throw new IllegalArgumentException("Unknown kind of journal entry '" + letter + "'");
		}

	}

}
