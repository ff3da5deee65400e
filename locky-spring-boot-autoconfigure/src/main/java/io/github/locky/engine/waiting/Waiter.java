package io.github.locky.engine.waiting;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.LockRequest;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A call in a queue, and the thread that makes it. It either asks the store by itself, or
 * somebody who releases the lock offers it; never both at the same time.
 */
final class Waiter {

	private final Ticker ticker;

	private final String resource;

	private final LockRequest request;

	private final boolean leased;

	private final long since;

	private final Thread thread = Thread.currentThread();

	private final AtomicReference<State> state;

	// Written by the queue, under its lock

	private volatile boolean first;

	private volatile boolean woken;

	private volatile long nextAttempt;

	private volatile boolean givesUp;

	private volatile LockResult.@Nullable Granted granted;

	/**
	 * Create a waiter of the calling thread.
	 * @param ticker tells the time
	 * @param resource what to wait for
	 * @param request the call that waits
	 * @param leased whether it is for a lease
	 * @param since when the waiting began, by the ticker
	 * @param asking whether it asks the store at once, although others are before it
	 */
	Waiter(Ticker ticker, String resource, LockRequest request, boolean leased, long since, boolean asking) {
		this.ticker = ticker;
		this.resource = resource;
		this.request = request;
		this.leased = leased;
		this.since = since;
		this.state = new AtomicReference<>((asking) ? State.ASKING : State.WAITING);
	}

	String resource() {
		return this.resource;
	}

	LockRequest request() {
		return this.request;
	}

	boolean isLeased() {
		return this.leased;
	}

	long since() {
		return this.since;
	}

	/**
	 * Come first in the queue.
	 * @param nextAttempt when to ask the store unless it is woken before, by the ticker
	 * @param woken whether to ask at once
	 */
	void comeFirst(long nextAttempt, boolean woken) {
		this.nextAttempt = nextAttempt;
		this.woken = woken;
		this.first = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Let another come first.
	 */
	void stepBack() {
		this.first = false;
	}

	/**
	 * Ask the store, also if it is being asked now.
	 */
	void wake() {
		this.woken = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Wait no longer.
	 */
	void letGiveUp() {
		this.givesUp = true;
		LockSupport.unpark(this.thread);
	}

	boolean isWoken() {
		return this.woken;
	}

	long nextAttempt() {
		return this.nextAttempt;
	}

	/**
	 * Begin to ask the store; what wakes from here on counts for the next time.
	 */
	void beginAttempt() {
		this.woken = false;
	}

	/**
	 * Go on waiting after an attempt.
	 * @param nextAttempt when to ask again unless it is woken before, by the ticker
	 */
	void awaitNextAttempt(long nextAttempt) {
		this.nextAttempt = nextAttempt;
		this.state.set(State.WAITING);
	}

	/**
	 * Offer the lock. Has to be followed by {@link #grant} or {@link #takeBack}.
	 * @return whether this waiter can be given it
	 */
	boolean offer() {
		return this.request.getResources().size() == 1 && this.state.compareAndSet(State.WAITING, State.OFFERED);
	}

	/**
	 * Give what was offered.
	 * @param granted what was locked for this waiter
	 */
	void grant(LockResult.Granted granted) {
		this.granted = granted;
		this.state.set(State.GRANTED);
		LockSupport.unpark(this.thread);
	}

	/**
	 * Do not give what was offered.
	 * @param nextAttempt when to ask the store unless it is woken before, by the ticker
	 */
	void takeBack(long nextAttempt) {
		awaitNextAttempt(nextAttempt);
		LockSupport.unpark(this.thread);
	}

	/**
	 * Return what was given.
	 * @return what this waiter has; {@code null} if it has to ask
	 */
	LockResult.@Nullable Granted granted() {
		return (this.state.get() == State.GRANTED) ? this.granted : null;
	}

	/**
	 * Wait for the lock, or for the turn to ask the store.
	 * @param deadline when to give up, by the ticker
	 * @return {@code false} if the deadline has passed or the thread is interrupted;
	 * nothing is offered any more then, but what was offered before may have been
	 * {@linkplain #granted() given}
	 */
	boolean awaitTurn(long deadline) {
		if (this.state.get() == State.ASKING) {
			return true;
		}
		while (!Thread.currentThread().isInterrupted()) {
			long now = this.ticker.nanoTime();
			if (this.state.get() == State.GRANTED) {
				return true;
			}
			if (this.givesUp) {
				break;
			}
			if (isDue(now) && this.state.compareAndSet(State.WAITING, State.ASKING)) {
				return true;
			}
			if (deadline - now <= 0) {
				break;
			}
			boolean timed = this.first && this.state.get() == State.WAITING;
			long next = this.nextAttempt;
			this.ticker.parkUntil(this, (timed && next - deadline < 0) ? next : deadline);
		}
		giveUp();
		return false;
	}

	// Whoever offers the lock has an answer soon, one way or the other
	private void giveUp() {
		boolean interrupted = Thread.interrupted();
		while (!this.state.compareAndSet(State.WAITING, State.ASKING) && this.state.get() == State.OFFERED) {
			LockSupport.park(this);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isDue(long now) {
		return this.first && (this.woken || this.nextAttempt - now <= 0);
	}

	private enum State {

		WAITING, ASKING, OFFERED, GRANTED

	}

}
