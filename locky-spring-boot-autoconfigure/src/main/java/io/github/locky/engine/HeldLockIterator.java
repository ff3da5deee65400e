package io.github.locky.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of held locks when it is needed.
 */
final class HeldLockIterator implements Iterator<HeldLock> {

	private final HeldLocks locks;

	private final HeldFilter filter;

	private final Queue<HeldLock> page = new ArrayDeque<>();

	private @Nullable String cursor;

	private boolean complete;

	HeldLockIterator(HeldLocks locks, HeldFilter filter) {
		this.locks = locks;
		this.filter = filter;
	}

	@Override
	public boolean hasNext() {
		while (this.page.isEmpty() && !this.complete) {
			HeldPage next = this.locks.page(this.cursor, HeldLocks.PAGE_SIZE, this.filter);
			this.page.addAll(next.locks());
			this.cursor = next.next();
			this.complete = this.cursor == null;
		}
		return !this.page.isEmpty();
	}

	@Override
	public HeldLock next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.page.remove();
	}

}
