package io.github.locky.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a journal was read. Also knows what was read in the latest millisecond: ids
 * begin anew in a journal that was lost, perhaps within that millisecond, so that an id
 * alone does not tell whether an entry was read.
 */
final class JournalPosition {

	private volatile String id;

	private final List<JournalPage.Packed> latest = new ArrayList<>();

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
	 * Return where the millisecond of the entry read last begins.
	 * @return the lowest possible id
	 */
	String millisecond() {
		return millisecond(this.id) + "0";
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
	 * @param entry an entry not before the latest millisecond
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
