package io.github.locky.lease;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.redis.Acquisition;
import io.github.locky.redis.LockResult;
import org.jspecify.annotations.Nullable;

/**
 * A thread in a queue. It either asks Redis by itself, or somebody who releases the lock
 * offers it; never both at the same time.
 */
final class Waiter {

	private final String resource;

	private final Acquisition acquisition;

	private final long since;

	private final Thread thread;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile boolean first;

	private volatile boolean woken;

	// Whether Redis knows that the end of the lock is to be heard here, which is in vain
	// for a lock that was not taken through Locky
	private volatile boolean marked;

	private volatile long nextAttempt;

	private volatile long notBefore;

	private volatile @Nullable String attempt;

	private volatile LockResult.@Nullable Granted granted;

	Waiter(String resource, Acquisition acquisition, long since, Thread thread) {
		this.resource = resource;
		this.acquisition = acquisition;
		this.since = since;
		this.notBefore = since;
		this.thread = thread;
	}

	String resource() {
		return this.resource;
	}

	Acquisition acquisition() {
		return this.acquisition;
	}

	long since() {
		return this.since;
	}

	/**
	 * Come first in the queue.
	 * @param nextAttempt when to ask Redis unless it is woken before, in
	 * {@link System#nanoTime()}
	 * @param woken whether to ask at once
	 * @param marked whether the lock's end will be heard
	 */
	void comeFirst(long nextAttempt, boolean woken, boolean marked) {
		this.nextAttempt = nextAttempt;
		this.woken = woken;
		this.marked = marked;
		this.first = true;
		LockSupport.unpark(this.thread);
	}

	void wake() {
		this.woken = true;
		LockSupport.unpark(this.thread);
	}

	/**
	 * Ask, but let others elsewhere ask before.
	 * @param until how long to let them, in {@link System#nanoTime()}
	 */
	void yield(long until) {
		this.notBefore = until;
		wake();
	}

	boolean isWoken() {
		return this.woken;
	}

	boolean isMarked() {
		return this.marked;
	}

	long nextAttempt() {
		return this.nextAttempt;
	}

	/**
	 * Begin to ask Redis; what rings from here on counts for the next time.
	 * @param queued whether others queue behind this waiter
	 * @return the call to make
	 */
	Acquisition attempt(boolean queued) {
		Acquisition attempt = this.acquisition.again(true, queued);
		this.attempt = attempt.id();
		this.woken = false;
		this.marked = queued;
		return attempt;
	}

	boolean isAttempt(String acquisition) {
		return acquisition.equals(this.attempt);
	}

	/**
	 * Redis has refused the attempt.
	 * @param here whether because of the resource that is waited for: who holds it is
	 * marked then
	 */
	void refused(boolean here) {
		this.marked = here;
	}

	/**
	 * Go on waiting after an attempt.
	 * @param nextAttempt when to ask again unless it is woken before, in
	 * {@link System#nanoTime()}
	 */
	void askAgainAt(long nextAttempt) {
		this.nextAttempt = nextAttempt;
		this.state.set(State.WAITING);
	}

	/**
	 * Offer the lock. Has to be followed by {@link #grant} or {@link #takeBack}.
	 * @param queued whether others queue behind this waiter
	 * @return whether this waiter can be given it
	 */
	boolean offer(boolean queued) {
		boolean offered = this.acquisition.resources().size() == 1
				&& this.state.compareAndSet(State.WAITING, State.OFFERED);
		if (offered) {
			this.marked = queued;
		}
		return offered;
	}

	/**
	 * Return what locks what is offered.
	 * @return the call to make
	 */
	Acquisition offered() {
		return this.acquisition.again(true, this.marked);
	}

	/**
	 * Give what was offered.
	 * @param granted what was locked for this waiter
	 * @return {@code false} if it has left meanwhile
	 */
	boolean grant(LockResult.Granted granted) {
		this.granted = granted;
		boolean given = this.state.compareAndSet(State.OFFERED, State.GRANTED);
		LockSupport.unpark(this.thread);
		return given;
	}

	/**
	 * Do not give what was offered.
	 */
	void takeBack() {
		this.state.compareAndSet(State.OFFERED, State.WAITING);
		wake();
	}

	/**
	 * Return what was given.
	 * @return what this waiter has; {@code null} if it has to ask
	 */
	LockResult.@Nullable Granted granted() {
		return (this.state.get() == State.GRANTED) ? this.granted : null;
	}

	/**
	 * Wait for the lock, or for the turn to ask Redis.
	 * @param deadline when to give up, in {@link System#nanoTime()}
	 * @return {@code false} if the deadline has passed or the thread is interrupted;
	 * nothing is offered any more then
	 */
	boolean awaitTurn(long deadline) {
		while (!Thread.currentThread().isInterrupted()) {
			long now = System.nanoTime();
			if (this.state.get() == State.GRANTED
					|| (isDue(now) && this.state.compareAndSet(State.WAITING, State.ASKING))) {
				return true;
			}
			long wait = deadline - now;
			if (wait <= 0) {
				break;
			}
			boolean timed = this.first && this.state.get() == State.WAITING;
			LockSupport.parkNanos(this, (timed) ? Math.min(wait, due() - now) : wait);
		}
		State before = this.state.getAndUpdate((state) -> (state == State.GRANTED) ? state : State.ASKING);
		if (before == State.OFFERED) {
			// Whether it is locked for this waiter, and marked, is not known yet
			this.marked = false;
		}
		return before == State.GRANTED;
	}

	private boolean isDue(long now) {
		return this.first && due() - now <= 0;
	}

	private long due() {
		return (this.woken) ? this.notBefore : this.nextAttempt;
	}

	private enum State {

		WAITING, ASKING, OFFERED, GRANTED

	}

}
