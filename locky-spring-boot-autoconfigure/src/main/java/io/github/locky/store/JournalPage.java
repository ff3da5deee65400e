package io.github.locky.store;

import java.util.List;

/**
 * Part of a journal, as it is read.
 *
 * @param entries entries in order, beginning at the position asked for
 * @param head the id of the last entry of the journal; {@link #START} if it is empty, or
 * if the page begins with the very entry asked for
 * @param complete whether the journal still has its first entry; not told either if the
 * page begins with the very entry asked for
 * @param more whether entries may follow that are not in the page
 */
public record JournalPage(List<JournalEntry> entries, long head, boolean complete, boolean more) {

	/**
	 * The position before any entry.
	 */
	public static final long START = 0;

}
