package io.github.locky.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Part of a journal.
 *
 * @param entries entries in order, beginning at the position asked for
 * @param silent for how many milliseconds there may be entries that the doorbell does not
 * ring for; negative if for none
 * @param head the id of the last entry of the journal
 * @param length the number of entries in the journal; both are not told if the page
 * begins with the very entry asked for
 */
record JournalPage(List<Packed> entries, long silent, String head, long length) {

	/**
	 * The position before any entry.
	 */
	static final String START = "0-0";

	/**
	 * What is known if nothing could be read.
	 */
	static final JournalPage NOTHING = new JournalPage(List.of(), -1, START, 0);

	static JournalPage of(List<?> reply) {
		boolean follows = reply.size() == 2;
		return new JournalPage(entries((byte[]) reply.get(0)), (Long) reply.get(1),
				(follows) ? START : new String((byte[]) reply.get(2), StandardCharsets.US_ASCII),
				(follows) ? 0 : (Long) reply.get(3));
	}

	private static List<Packed> entries(byte[] bytes) {
		List<Packed> entries = new ArrayList<>();
		int position = 0;
		while (position < bytes.length) {
			String id = word(bytes, position);
			position += id.length() + 1;
			String length = word(bytes, position);
			position += length.length() + 1;
			int end = position + Integer.parseInt(length);
			entries.add(new Packed(id, Arrays.copyOfRange(bytes, position, end)));
			position = end;
		}
		return entries;
	}

	private static String word(byte[] bytes, int start) {
		int end = start;
		while (bytes[end] != ' ') {
			end++;
		}
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

	/**
	 * An entry that was not looked into yet.
	 *
	 * @param id the id
	 * @param field the packed field
	 */
	record Packed(String id, byte[] field) {

		boolean isSame(Packed other) {
			return this.id.equals(other.id) && Arrays.equals(this.field, other.field);
		}

		JournalEntry unpack() {
			return JournalEntry.parse(this.id, this.field);
		}

	}

}
