package io.github.locky.lease;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread in a queue.
 */
final class Waiter {

	private final String resource;

	private final String locker;

	private final long since;

	private final Thread thread;

	private volatile boolean first;

	private volatile boolean woken;

	private volatile long nextAttempt;

	Waiter(String resource, String locker, long since, Thread thread) {
		this.resource = resource;
		this.locker = locker;
		this.since = since;
		this.thread = thread;
	}

	String resource() {
		return this.resource;
	}

	String locker() {
		return this.locker;
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
	 * Take note that Redis is asked now; what rings from here on counts for the next
	 * time.
	 */
	void attempt() {
		this.woken = false;
	}

	void askAgainAt(long nextAttempt) {
		this.nextAttempt = nextAttempt;
	}

	/**
	 * Wait for the turn to ask Redis.
	 * @param deadline when to give up, in {@link System#nanoTime()}
	 * @return {@code false} if the deadline has passed or the thread is interrupted
	 */
	boolean awaitTurn(long deadline) {
		while (!Thread.currentThread().isInterrupted()) {
			long now = System.nanoTime();
			if (this.first && (this.woken || this.nextAttempt - now <= 0)) {
				return true;
			}
			if (deadline - now <= 0) {
				return false;
			}
			long wait = deadline - now;
			LockSupport.parkNanos(this, (this.first) ? Math.min(wait, this.nextAttempt - now) : wait);
		}
		return false;
	}

}
