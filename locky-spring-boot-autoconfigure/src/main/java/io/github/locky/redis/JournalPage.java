package io.github.locky.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Part of a journal.
 *
 * @param entries entries in order, beginning at the position asked for
 * @param head the id of the last entry of the journal
 * @param length the number of entries in the journal
 */
record JournalPage(List<Packed> entries, String head, long length) {

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
		return new JournalPage(entries, text(reply.get(1)), (Long) reply.get(2));
	}

	/**
	 * Return whether nothing is missing before this page: it begins with the entry read
	 * last, unless that was trimmed or lost.
	 * @param position the entry read last
	 * @param journalLength the length to which the journal is trimmed
	 * @return {@code false} if there may have been entries in between
	 */
	boolean follows(String position, long journalLength) {
		if (position.equals(START)) {
			return this.length < journalLength;
		}
		return !this.entries.isEmpty() && this.entries.get(0).id().equals(position);
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

		JournalEntry unpack() {
			return JournalEntry.parse(this.id, this.field);
		}

	}

}
