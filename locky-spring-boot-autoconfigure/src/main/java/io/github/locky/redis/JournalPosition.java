package io.github.locky.redis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far a journal was read. Also knows what was read in the latest millisecond: ids
 * begin anew in a journal that was lost, perhaps within that millisecond, so that an id
 * alone does not tell whether an entry was read.
 */
final class JournalPosition {

	// As long as the clock of Redis is behind the journal, all is in one millisecond
	private static final int LIMIT = 100;

	private volatile String id;

	private final Deque<JournalPage.Packed> latest = new ArrayDeque<>();

	JournalPosition(String id) {
		this.id = id;
	}

	/**
	 * Return the id of the entry read last.
	 * @return the id, or {@link JournalPage#START}
	 */
	String id() {
		return this.id;
	}

	/**
	 * Return from where on entries may not have been read if the journal was lost.
	 * @return where the latest millisecond begins, or as far back as is remembered
	 */
	String doubtful() {
		return (this.latest.size() < LIMIT) ? millisecond(this.id) + "0" : this.latest.getFirst().id();
	}

	/**
	 * Return whether nothing is missing between this position and a page: it begins with
	 * the entry read last, unless that was trimmed or lost.
	 * @param page the page
	 * @param journalLength the length to which the journal is trimmed
	 * @return {@code false} if there may have been entries in between
	 */
	boolean isFollowedBy(JournalPage page, long journalLength) {
		if (this.id.equals(JournalPage.START)) {
			return page.length() < journalLength;
		}
		return !page.entries().isEmpty() && isAt(page.entries().get(0));
	}

	// What the entry says is not known if nothing was read since the beginning
	private boolean isAt(JournalPage.Packed entry) {
		return entry.id().equals(this.id) && (this.latest.isEmpty() || isRead(entry));
	}

	/**
	 * Return whether an entry was read already.
	 * @param entry an entry that is not before {@link #doubtful()}
	 * @return whether it is the one read under its id
	 */
	boolean isRead(JournalPage.Packed entry) {
		return (this.latest.isEmpty()) ? entry.id().equals(this.id) : this.latest.stream().anyMatch(entry::isSame);
	}

	/**
	 * An entry was read.
	 * @param entry the entry
	 */
	void moveTo(JournalPage.Packed entry) {
		if (!millisecond(entry.id()).equals(millisecond(this.id))) {
			this.latest.clear();
		}
		if (this.latest.size() == LIMIT) {
			this.latest.removeFirst();
		}
		this.latest.add(entry);
		this.id = entry.id();
	}

	/**
	 * Go on from an entry that was not read.
	 * @param id the id of the entry
	 */
	void moveTo(String id) {
		this.latest.clear();
		this.id = id;
	}

	private static String millisecond(String id) {
		return id.substring(0, id.indexOf('-') + 1);
	}

}
