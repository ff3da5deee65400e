package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one resource in this instance, first come, first served. Only the first
 * asks the store again, and only the instance stands in the queue of the store.
 */
final class WaiterQueue {

	private final Ticker ticker;

	private final String resource;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private LockResult.@Nullable Refused lastRefusal;

	// Whether this instance stands in the queue of the store for sure
	private boolean queued;

	// Whether it may stand there
	private boolean perhapsQueued;

	WaiterQueue(Ticker ticker, String resource) {
		this.ticker = ticker;
		this.resource = resource;
	}

	void add(Waiter waiter, boolean inFront) {
		if (inFront && !this.waiters.isEmpty()) {
			this.waiters.element().stepBack();
			this.waiters.addFirst(waiter);
		}
		else {
			this.waiters.addLast(waiter);
		}
		if (this.waiters.element() == waiter) {
			waiter.comeFirst(this.ticker.nanoTime(), false);
		}
	}

	/**
	 * Take a waiter out. The next one comes first, and inherits a wake-up that was not
	 * used. If this instance does not stand in the queue of the store, it asks at once.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask otherwise, by the ticker
	 */
	void remove(Waiter waiter, long nextAttempt) {
		boolean first = this.waiters.peek() == waiter;
		this.waiters.remove(waiter);
		Waiter next = this.waiters.peek();
		if (first && next != null) {
			next.comeFirst((this.queued) ? nextAttempt : this.ticker.nanoTime(), waiter.isWoken());
		}
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	int size() {
		return this.waiters.size();
	}

	boolean isPerhapsQueued() {
		return this.perhapsQueued;
	}

	LockResult.@Nullable Refused lastRefusal() {
		return this.lastRefusal;
	}

	void wakeFirst() {
		this.waiters.element().wake();
	}

	void giveUpAll() {
		this.waiters.forEach(Waiter::letGiveUp);
	}

	/**
	 * The store was asked for one of them. If this instance may have lost its place in
	 * the queue of the store, whoever is first now has to ask: perhaps they came, and
	 * asked, in between.
	 * @param result what it said; {@code null} if it gave no answer
	 * @param more whether others waited when it was asked
	 * @param patient whether it keeps its turn here while another resource is held
	 */
	void answered(@Nullable LockResult result, boolean more, boolean patient) {
		if (result instanceof LockResult.Refused refused) {
			boolean here = refused.resource().equals(this.resource);
			this.queued = here || patient;
			this.lastRefusal = (here && refused.holder() != null) ? refused : this.lastRefusal;
		}
		else {
			this.queued = result != null && more;
		}
		this.perhapsQueued = this.queued || result == null;
		wakeFirstUnlessQueued();
	}

	private void wakeFirstUnlessQueued() {
		if (!this.queued && this.waiters.size() > 1) {
			wakeFirst();
		}
	}

	/**
	 * Offer the lock to the first.
	 * @return the first; {@code null} if it cannot be given it
	 */
	@Nullable Waiter offer() {
		Waiter first = this.waiters.element();
		return (first.offer()) ? first : null;
	}

	/**
	 * The lock was offered to the first.
	 * @param result what became of it; {@code null} if the store gave no answer
	 * @param more whether others waited behind it
	 * @param waiter the first
	 */
	void handedOver(@Nullable HandOverResult result, boolean more, Waiter waiter) {
		LockResult.Granted granted = (result != null) ? result.granted() : null;
		if (granted != null) {
			this.lastRefusal = new LockResult.Refused(this.resource,
					granted.grants().get(0).held(waiter.request().getLocker(), granted.acquisition()),
					granted.remaining(), 0);
		}
		this.queued = (granted != null) ? more : result == HandOverResult.UNLOCKED;
		this.perhapsQueued = this.queued || granted == null;
		wakeFirstUnlessQueued();
	}

	WaitingCalls describe() {
		long now = this.ticker.nanoTime();
		long longest = this.waiters.stream().mapToLong((waiter) -> now - waiter.since()).max().orElse(0);
		return new WaitingCalls(this.resource,
				this.waiters.stream().map((waiter) -> waiter.request().getLocker()).toList(),
				Duration.ofNanos(longest));
	}

}
