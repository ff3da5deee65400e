package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.store.FencingToken;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.JournalPage;
import io.github.locky.store.ReleaseRequest;

/**
 * Reads entries of the journal. The field of an entry has its kind, ownership and a
 * number (TTL, or the deadline that has passed), then resource, locker and previous
 * locker, with a byte between them that is in no text. A page is entries, each with its
 * id, the length of its field and the field.
 */
final class JournalCodec {

	private static final byte END_OF_NAME = (byte) 0xFF;

	private static final String NUMBER_BEFORE = "-";

	private JournalCodec() {
	}

	/**
	 * Read a page that was asked for, as {@code journal.lua} replies.
	 * @param reply the reply
	 * @param journalLength the length to which journals are trimmed
	 * @return the page
	 */
	static JournalPage page(List<?> reply, long journalLength) {
		List<JournalEntry> entries = entries((byte[]) reply.get(0), 0);
		boolean more = (Long) reply.get(1) == 1;
		if (reply.size() == 2) {
			return new JournalPage(entries, JournalPage.START, false, more);
		}
		return new JournalPage(entries, EntryId.parse(new String((byte[]) reply.get(2), StandardCharsets.US_ASCII)),
				(Long) reply.get(3) < journalLength, more);
	}

	/**
	 * Read a page that was told: partition and id of the entry before, then entries. If
	 * the entry before is the one with the number before, a dash stands for it.
	 * @param message the message
	 * @return the page
	 */
	static JournalMessage message(byte[] message) {
		int partitionEnd = indexOf(message, (byte) ' ', 0);
		int beforeEnd = indexOf(message, (byte) ' ', partitionEnd + 1);
		List<JournalEntry> entries = entries(message, beforeEnd + 1);
		String before = ascii(message, partitionEnd + 1, beforeEnd);
		return new JournalMessage(Integer.parseInt(ascii(message, 0, partitionEnd)), before(before, entries), entries);
	}

	/**
	 * Read a request to release, which is told among the pages: a letter, then resource,
	 * who asks, what they say and the holder.
	 * @param message the message
	 * @return the request
	 */
	static ReleaseRequest releaseRequest(byte[] message) {
		int resourceEnd = indexOf(message, END_OF_NAME, 2);
		int requesterEnd = indexOf(message, END_OF_NAME, resourceEnd + 1);
		int messageEnd = indexOf(message, END_OF_NAME, requesterEnd + 1);
		return new ReleaseRequest(text(message, 2, resourceEnd), text(message, messageEnd + 1, message.length),
				text(message, resourceEnd + 1, requesterEnd), text(message, requesterEnd + 1, messageEnd));
	}

	private static long before(String before, List<JournalEntry> entries) {
		if (!before.equals(NUMBER_BEFORE)) {
			return EntryId.parse(before);
		}
		return (!entries.isEmpty()) ? entries.get(0).id() - 1 : JournalPage.START;
	}

	private static List<JournalEntry> entries(byte[] bytes, int start) {
		List<JournalEntry> entries = new ArrayList<>();
		int position = start;
		while (position < bytes.length) {
			int idEnd = indexOf(bytes, (byte) ' ', position);
			int lengthEnd = indexOf(bytes, (byte) ' ', idEnd + 1);
			int end = lengthEnd + 1 + Integer.parseInt(ascii(bytes, idEnd + 1, lengthEnd));
			entries.add(entry(EntryId.parse(ascii(bytes, position, idEnd)), bytes, lengthEnd + 1, end));
			position = end;
		}
		return entries;
	}

	static JournalEntry entry(long id, byte[] bytes, int start, int end) {
		int ownershipEnd = indexOf(bytes, (byte) ' ', start + 2);
		int numberEnd = indexOf(bytes, (byte) ' ', ownershipEnd + 1);
		int resourceEnd = indexOf(bytes, END_OF_NAME, numberEnd + 1);
		JournalEntry.Kind kind = Letters.kind((char) bytes[start]);
		boolean forced = kind == JournalEntry.Kind.FORCED;
		int lockerEnd = (forced) ? indexOf(bytes, END_OF_NAME, resourceEnd + 1) : end;
		long number = Long.parseLong(ascii(bytes, ownershipEnd + 1, numberEnd));
		long token = (kind.isLocked()) ? id : EntryId.parse(ascii(bytes, start + 2, ownershipEnd));
		Instant instant = (kind == JournalEntry.Kind.EXPIRED && number > 0) ? Instant.ofEpochMilli(number)
				: FencingToken.instant(id);
		return new JournalEntry(id, kind, token, instant, text(bytes, numberEnd + 1, resourceEnd),
				text(bytes, resourceEnd + 1, lockerEnd),
				(kind.isLocked() && number > 0) ? Duration.ofMillis(number) : null,
				(forced) ? text(bytes, lockerEnd + 1, end) : null);
	}

	private static int indexOf(byte[] bytes, byte sought, int from) {
		int index = from;
		while (bytes[index] != sought) {
			index++;
		}
		return index;
	}

	private static String ascii(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, end - start, StandardCharsets.UTF_8);
	}

}
