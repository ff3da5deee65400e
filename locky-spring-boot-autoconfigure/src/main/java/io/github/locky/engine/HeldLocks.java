package io.github.locky.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

import io.github.locky.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * Held locks, read page by page.
 */
final class HeldLocks implements Iterator<HeldLock> {

	private static final int PAGE_SIZE = 200;

	private final HeldPages pages;

	private final HeldFilter filter;

	private final Queue<HeldLock> page = new ArrayDeque<>();

	private @Nullable String cursor;

	private boolean complete;

	HeldLocks(HeldPages pages, HeldFilter filter) {
		this.pages = pages;
		this.filter = filter;
	}

	@Override
	public boolean hasNext() {
		while (this.page.isEmpty() && !this.complete) {
			HeldPage next = this.pages.read(this.cursor, PAGE_SIZE, this.filter);
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
