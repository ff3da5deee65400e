package io.github.locky.engine.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.locky.store.FencingToken;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalPage;

/**
 * How far a journal was heard. Also knows what was heard in the latest millisecond: ids
 * begin anew in a journal that was lost, perhaps within that millisecond, so that an id
 * alone does not tell whether an entry was heard.
 */
final class JournalPosition {

	// As long as the store's clock is behind the journal, all is in one millisecond
	private static final int LIMIT = 100;

	private volatile long id;

	private final Deque<JournalEntry> latest = new ArrayDeque<>();

	JournalPosition(long id) {
		this.id = id;
	}

	/**
	 * Return the id of the entry heard last.
	 * @return the id, or {@link JournalPage#START}
	 */
	long id() {
		return this.id;
	}

	/**
	 * Return from where on entries may not have been heard if the journal was lost.
	 * @return where the latest millisecond begins, or as far back as is remembered
	 */
	long doubtful() {
		return (this.latest.size() < LIMIT) ? FencingToken.of(FencingToken.millis(this.id), 0)
				: this.latest.getFirst().id();
	}

	/**
	 * Return whether nothing is missing between this position and a page: it begins with
	 * the entry heard last, unless that was trimmed or lost.
	 * @param page the page
	 * @return {@code false} if there may have been entries in between
	 */
	boolean isFollowedBy(JournalPage page) {
		if (this.id == JournalPage.START) {
			return page.complete();
		}
		return !page.entries().isEmpty() && isAt(page.entries().get(0));
	}

	// What the entry says is not known if nothing was heard since the beginning
	private boolean isAt(JournalEntry entry) {
		return entry.id() == this.id && (this.latest.isEmpty() || isHeard(entry));
	}

	/**
	 * Return whether an entry was heard already.
	 * @param entry an entry that is not before {@link #doubtful()}
	 * @return whether it is the one heard under its id
	 */
	boolean isHeard(JournalEntry entry) {
		return (this.latest.isEmpty()) ? entry.id() == this.id : this.latest.contains(entry);
	}

	/**
	 * Return whether all entries were heard already.
	 * @param entries the entries, at least one
	 * @return {@code false} if one was not, or that is in doubt
	 */
	boolean areHeard(List<JournalEntry> entries) {
		JournalEntry last = entries.get(entries.size() - 1);
		return last.id() <= this.id && (last.id() < doubtful() || isHeard(last));
	}

	/**
	 * An entry was heard.
	 * @param entry the entry
	 */
	void moveTo(JournalEntry entry) {
		if (FencingToken.millis(entry.id()) != FencingToken.millis(this.id)) {
			this.latest.clear();
		}
		if (this.latest.size() == LIMIT) {
			this.latest.removeFirst();
		}
		this.latest.add(entry);
		this.id = entry.id();
	}

	/**
	 * Go on from an entry that was not heard.
	 * @param id the id of the entry
	 */
	void moveTo(long id) {
		this.latest.clear();
		this.id = id;
	}

}
