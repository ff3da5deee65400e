package io.github.locky.engine.journal;

import io.github.locky.store.JournalEntry;

/**
 * Told what the journals say, of one entry at a time.
 */
public interface EntryListener {

	/**
	 * An entry was heard.
	 * @param partition the partition
	 * @param entry the entry
	 * @param replayed whether it was read, because the message that told it did not come
	 */
	void onEntry(int partition, JournalEntry entry, boolean replayed);

	/**
	 * Entries may have been lost.
	 */
	void onMissed();

}
