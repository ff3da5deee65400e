package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.LockRequest;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;

import org.springframework.dao.CannotAcquireLockException;

/**
 * A call for which the thread waits that makes it.
 */
final class BlockingCall {

	// Whoever is to give a signal gives one soon; this is about what can go wrong
	private static final long UNTIL_SIGNALLED = Duration.ofSeconds(1).toNanos();

	private final Ticker ticker;

	private final LockRequest request;

	private final WaitingCall waiting;

	/**
	 * Create a call of this thread.
	 * @param waiters who waits
	 * @param request what to lock
	 * @param leased whether it is for a lease
	 */
	BlockingCall(Waiters waiters, LockRequest request, boolean leased) {
		Thread thread = Thread.currentThread();
		this.ticker = waiters.ticker();
		this.request = request;
		this.waiting = new WaitingCall(waiters, request, leased, () -> LockSupport.unpark(thread));
	}

	/**
	 * Wait. A thread that is interrupted still hears whether it was given the lock, which
	 * is given back then.
	 * @return what came of the call
	 * @throws CannotAcquireLockException if the thread is interrupted, which it remains
	 */
	LockResult await() {
		boolean interrupted = false;
		try {
			while (true) {
				interrupted |= Thread.interrupted();
				LockResult result = this.waiting.proceed(interrupted);
				if (interrupted && result != null) {
					throw Attempts.interrupted(this.request, null);
				}
				if (result != null) {
					return result;
				}
				Long time = this.waiting.nextLook();
				this.ticker.parkUntil(this, (time != null) ? time : this.ticker.nanoTime() + UNTIL_SIGNALLED);
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
