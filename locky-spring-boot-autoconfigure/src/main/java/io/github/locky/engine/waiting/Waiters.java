package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.locky.LockRequest;
import io.github.locky.engine.Releases;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLine;
import io.github.locky.store.Ticker;

/**
 * Who waits in this instance. They queue up here, and only the instance stands in the
 * queue of a resource in the store, which tells it when it is its turn; then the first of
 * them asks again. A timer covers all that is not told.
 */
public final class Waiters {

	private static final long POLL_FOR_WAITERS = Duration.ofMillis(5).toNanos();

	private final Ticker ticker;

	private final WaiterQueues queues;

	private final AbandonedQueues abandoned;

	private final AttemptTimer timer;

	private final Attempts attempts;

	private final Releases releases;

	private final Runnable needMail;

	private volatile boolean closed;

	/**
	 * Create.
	 * @param store the store, with queues of its own
	 * @param executor leaves those queues
	 * @param timer tells when to ask the store again
	 * @param attempts asks the store
	 * @param releases gives back what nobody wants any more
	 * @param needMail called when somebody begins to wait
	 */
	Waiters(LockStore store, SerialExecutor executor, AttemptTimer timer, Attempts attempts, Releases releases,
			Runnable needMail) {
		this.ticker = store.ticker();
		this.queues = new WaiterQueues(this.ticker);
		this.abandoned = new AbandonedQueues(store, executor, this.queues);
		this.timer = timer;
		this.attempts = attempts;
		this.releases = releases;
		this.needMail = needMail;
	}

	Ticker ticker() {
		return this.ticker;
	}

	WaiterQueues queues() {
		return this.queues;
	}

	/**
	 * Queue up.
	 * @param waiter the waiter
	 * @param inFront whether before all others
	 */
	void join(Waiter waiter, boolean inFront) {
		this.needMail.run();
		this.queues.join(waiter, inFront);
		if (this.closed) {
			waiter.letGiveUp();
		}
	}

	/**
	 * Ask the store for a waiter.
	 * @param waiter the waiter
	 * @param patient whether it keeps its turn while another resource is held
	 * @return what the store says
	 */
	LockResult ask(Waiter waiter, boolean patient) {
		this.abandoned.awaitLeft(waiter.resource());
		LockCommand.Waiting how = new LockCommand.Waiting(this.queues.beginAttempt(waiter), patient);
		LockResult result = null;
		try {
			result = this.attempts.make(waiter.request(), waiter.isLeased(), how);
			return result;
		}
		finally {
			this.queues.answered(waiter, result, how);
		}
	}

	/**
	 * Return when to ask the store again after an answer.
	 * @param result the answer
	 * @param request what was asked for
	 * @return the time, by the ticker
	 */
	long nextAttempt(LockResult result, LockRequest request) {
		return this.timer.nextAttempt(result, request);
	}

	/**
	 * Leave a queue.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask unless it is woken before, by the
	 * ticker
	 */
	void leave(Waiter waiter, long nextAttempt) {
		if (this.queues.leave(waiter, nextAttempt)) {
			this.abandoned.leave(waiter.resource());
		}
	}

	/**
	 * Leave a queue, but let this instance keep its turn there for as long as the store
	 * has it reserved.
	 * @param waiter the waiter
	 */
	void leaveTurnReserved(Waiter waiter) {
		if (this.queues.leave(waiter, this.timer.afterReservation())) {
			this.abandoned.leaveLater(waiter.resource(), AttemptTimer.RESERVATION);
		}
	}

	/**
	 * Tell why a waiter does not have the lock. What was handed over when it was too late
	 * is given back.
	 * @param waiter the waiter
	 * @return what is known of the holder
	 * @throws LocksClosedException if this instance shuts down
	 */
	LockResult giveUp(Waiter waiter) {
		LockResult.Granted late = waiter.granted();
		if (late != null) {
			this.releases.giveBack(late);
		}
		checkOpen(waiter.request());
		LockResult.Refused refusal = this.queues.refusal(waiter);
		return (late == null && refusal != null) ? refusal : noHolder(waiter);
	}

	private static LockResult.Refused noHolder(Waiter waiter) {
		return new LockResult.Refused(waiter.resource(), null, null, 0);
	}

	/**
	 * It is the turn of this instance.
	 * @param resource the resource
	 */
	public void onTurn(String resource) {
		if (!this.queues.wakeFirst(resource)) {
			this.abandoned.leave(resource);
		}
	}

	/**
	 * Turns may have been missed.
	 */
	public void onTurnsMissed() {
		this.queues.wakeAll();
	}

	/**
	 * Lock nothing any more, and let those go who wait, so that what is released after
	 * this is not taken here again.
	 */
	public void close() {
		this.closed = true;
		this.queues.giveUpAll();
	}

	/**
	 * Wait until those have gone who waited, and then until this instance has left the
	 * queues of the store that it is to leave.
	 * @param patience how long to wait at most for either
	 */
	public void awaitGone(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (getCount() > 0 && deadline - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_FOR_WAITERS);
		}
		this.abandoned.awaitAllLeft(patience);
	}

	/**
	 * Lock again.
	 */
	public void open() {
		this.closed = false;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Expect that this instance locks.
	 * @param request what is to be locked
	 * @throws LocksClosedException if it shuts down
	 */
	void checkOpen(LockRequest request) {
		if (this.closed) {
			throw new LocksClosedException(OneLine
				.of("This instance shuts down and locks nothing any more, so not " + request.getResources()));
		}
	}

	/**
	 * Return how many calls wait.
	 * @return the number of waiters
	 */
	public int getCount() {
		return this.queues.getCount();
	}

	/**
	 * Return who waits.
	 * @param filter which resources are meant
	 * @return the calls for each resource that somebody waits for, in no order
	 */
	public List<WaitingCalls> getCalls(Predicate<String> filter) {
		return this.queues.describe(filter);
	}

}
