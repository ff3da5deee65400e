package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Who waits for one resource in this virtual machine, first come, first served. If others
 * wait elsewhere, the lock is not handed over here for ever.
 */
final class WaitLine {

	private static final int HAND_OVERS_IN_A_ROW = 16;

	private static final long LONGEST_ROW = Duration.ofMillis(15).toNanos();

	// Time for those elsewhere to hear that the lock is free and to ask for it, which
	// takes about as long as it took to unlock it
	private static final long SHORTEST_YIELD = Duration.ofMillis(2).toNanos();

	private static final long LONGEST_YIELD = Duration.ofMillis(50).toNanos();

	private static final long LONGEST_UNLOCK = Duration.ofSeconds(1).toNanos();

	private final String resource;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private int handOvers;

	private long rowBegan;

	private boolean asked;

	private boolean wantedElsewhere;

	private boolean yielding;

	private long yieldBegan;

	WaitLine(String resource) {
		this.resource = resource;
	}

	void add(Waiter waiter) {
		if (this.waiters.isEmpty()) {
			waiter.comeFirst(System.nanoTime(), false, false);
		}
		this.waiters.add(waiter);
	}

	/**
	 * Take a waiter out. The next one comes first, and inherits a wake-up that was not
	 * used. If nobody has told Redis that somebody here waits for the end of the lock, it
	 * asks at once.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask otherwise, unless it is woken
	 * before, in {@link System#nanoTime()}
	 */
	void remove(Waiter waiter, long nextAttempt) {
		boolean first = this.waiters.peek() == waiter;
		this.waiters.remove(waiter);
		Waiter next = this.waiters.peek();
		if (first && next != null) {
			boolean marked = waiter.isMarked();
			next.comeFirst((marked) ? nextAttempt : System.nanoTime(), waiter.isWoken(), marked);
		}
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	int size() {
		return this.waiters.size();
	}

	void wakeFirst() {
		this.waiters.element().wake();
	}

	/**
	 * The first was refused.
	 * @param awaited whether somebody waited for the end of the lock before: at first,
	 * that was somebody elsewhere
	 */
	void refused(boolean awaited) {
		if (awaited && !this.asked) {
			this.wantedElsewhere = true;
		}
		this.asked = true;
	}

	void wanted(String acquisition) {
		if (!this.waiters.element().isAttempt(acquisition)) {
			this.wantedElsewhere = true;
		}
	}

	/**
	 * Offer the lock to the first.
	 * @return the waiter, who has to be told what became of it; {@code null} if it is to
	 * be unlocked for whoever comes, which has to be followed by {@link #unlocked}
	 */
	@Nullable Waiter offer() {
		Waiter first = this.waiters.element();
		long now = System.nanoTime();
		if (this.handOvers == 0) {
			this.rowBegan = now;
		}
		boolean enough = this.handOvers >= HAND_OVERS_IN_A_ROW || now - this.rowBegan >= LONGEST_ROW;
		if (this.wantedElsewhere && enough) {
			this.handOvers = 0;
			this.wantedElsewhere = false;
			this.yielding = true;
			this.yieldBegan = now;
			first.yield(now + LONGEST_UNLOCK);
			return null;
		}
		if (!first.offer(this.waiters.size() > 1)) {
			return null;
		}
		this.handOvers++;
		return first;
	}

	/**
	 * It was unlocked for whoever comes, or that has failed.
	 */
	void unlocked() {
		if (this.yielding) {
			long now = System.nanoTime();
			long time = Math.min(2 * (now - this.yieldBegan), LONGEST_YIELD);
			this.waiters.element().yield(now + Math.max(time, SHORTEST_YIELD));
			this.yielding = false;
		}
	}

	WaitQueue describe() {
		long now = System.nanoTime();
		long longest = this.waiters.stream().mapToLong((waiter) -> now - waiter.since()).max().orElse(0);
		return new WaitQueue(this.resource,
				this.waiters.stream().map((waiter) -> waiter.acquisition().locker()).toList(),
				Duration.ofNanos(longest));
	}

}
