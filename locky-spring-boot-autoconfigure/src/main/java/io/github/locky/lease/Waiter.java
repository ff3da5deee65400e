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

	private volatile long nextAttempt;

	private volatile @Nullable String attempt;

	private volatile LockResult.@Nullable Granted granted;

	Waiter(String resource, Acquisition acquisition, long since, Thread thread) {
		this.resource = resource;
		this.acquisition = acquisition;
		this.since = since;
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

	void comeFirst(long nextAttempt, boolean woken) {
		this.nextAttempt = nextAttempt;
		this.woken = woken;
		this.first = true;
		LockSupport.unpark(this.thread);
	}

	void wake() {
		this.woken = true;
		LockSupport.unpark(this.thread);
	}

	boolean isWoken() {
		return this.woken;
	}

	long nextAttempt() {
		return this.nextAttempt;
	}

	/**
	 * Begin to ask Redis; what rings from here on counts for the next time.
	 * @return the call to make
	 */
	Acquisition attempt() {
		Acquisition attempt = this.acquisition.again();
		this.attempt = attempt.id();
		this.woken = false;
		return attempt;
	}

	boolean isAttempt(String acquisition) {
		return acquisition.equals(this.attempt);
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
	 * @return whether this waiter can be given it
	 */
	boolean offer() {
		return this.acquisition.resources().size() == 1 && this.state.compareAndSet(State.WAITING, State.OFFERED);
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
			LockSupport.parkNanos(this, (timed) ? Math.min(wait, this.nextAttempt - now) : wait);
		}
		return this.state.getAndUpdate((state) -> (state == State.GRANTED) ? state : State.ASKING) == State.GRANTED;
	}

	private boolean isDue(long now) {
		return this.first && (this.woken || this.nextAttempt - now <= 0);
	}

	private enum State {

		WAITING, ASKING, OFFERED, GRANTED

	}

}
