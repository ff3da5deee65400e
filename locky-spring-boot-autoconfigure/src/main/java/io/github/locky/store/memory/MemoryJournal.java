package io.github.locky.store.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.locky.store.FencingToken;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalPage;
import org.jspecify.annotations.Nullable;

/**
 * Every transition, the latest only. Ids rise also when the clock steps back.
 */
final class MemoryJournal {

	private static final int FIRST_CAPACITY = 64;

	// A ring: the first entry is at start
	private @Nullable JournalEntry[] entries = new JournalEntry[FIRST_CAPACITY];

	private int start;

	private int size;

	private long head = JournalPage.START;

	private boolean trimmed;

	/**
	 * Return the id of the last entry there ever was.
	 * @return the id; {@link JournalPage#START} if there was none
	 */
	long head() {
		return this.head;
	}

	/**
	 * Return the id for an entry that is added now. If the millisecond has no more ids,
	 * or is not later than that of the last entry, it is the one that follows.
	 * @param now the time, in milliseconds
	 * @return the id
	 */
	long nextId(long now) {
		return Math.max(FencingToken.of(now, 0), this.head + 1);
	}

	/**
	 * Add an entry.
	 * @param entry the entry, under the {@linkplain #nextId next id}
	 * @param limit how many entries stay
	 */
	void add(JournalEntry entry, long limit) {
		while (this.size >= limit) {
			this.entries[this.start] = null;
			this.start = (this.start + 1) % this.entries.length;
			this.size--;
			this.trimmed = true;
		}
		if (this.size == this.entries.length) {
			grow();
		}
		this.entries[(this.start + this.size) % this.entries.length] = entry;
		this.size++;
		this.head = entry.id();
	}

	private void grow() {
		JournalEntry[] larger = Arrays.copyOf(this.entries, 2 * this.entries.length);
		for (int i = 0; i < this.size; i++) {
			larger[i] = get(i);
		}
		this.entries = larger;
		this.start = 0;
	}

	private JournalEntry get(int index) {
		JournalEntry entry = this.entries[(this.start + index) % this.entries.length];
		if (entry == null) {
			throw new IndexOutOfBoundsException(index);
		}
		return entry;
	}

	/**
	 * Read a page.
	 * @param from the id of the first entry
	 * @param limit how many entries at most
	 * @return the page
	 */
	JournalPage read(long from, int limit) {
		int first = indexOf(from);
		List<JournalEntry> page = new ArrayList<>();
		for (int i = first; i < this.size && page.size() < limit; i++) {
			page.add(get(i));
		}
		boolean more = page.size() == limit;
		if (!page.isEmpty() && page.get(0).id() == from) {
			return new JournalPage(page, JournalPage.START, false, more);
		}
		return new JournalPage(page, this.head, !this.trimmed, more);
	}

	private int indexOf(long from) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (get(middle).id() < from) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

}
