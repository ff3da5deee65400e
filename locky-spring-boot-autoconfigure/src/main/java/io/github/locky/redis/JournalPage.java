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

	static JournalPage of(List<?> reply) {
		List<Packed> entries = new ArrayList<>();
		for (Object element : (List<?>) reply.get(0)) {
			List<?> entry = (List<?>) element;
			List<?> fields = (List<?>) entry.get(1);
			entries.add(new Packed(text(entry.get(0)), (byte[]) fields.get(1)));
		}
		boolean follows = reply.size() == 2;
		return new JournalPage(entries, (Long) reply.get(1), (follows) ? START : text(reply.get(2)),
				(follows) ? 0 : (Long) reply.get(3));
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.US_ASCII);
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
