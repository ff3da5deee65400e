package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.locky.LockRequest;
import io.github.locky.engine.EngineTimer;
import io.github.locky.engine.Locks;
import io.github.locky.engine.Releases;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.observation.LockyObservations;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Locks, and waits for a while if need be. A call asks the store, and queues up when it
 * is refused. Whoever releases a lock hands it over to the first waiter here, if the
 * store lets it.
 */
public final class WaitingLocks {

	private final Releases releases;

	private final LockingObservations observations = new LockingObservations();

	private final LockCounts counts = new LockCounts();

	private final Attempts attempts;

	private final Waiters waiters;

	private final HandOver handOver;

	private final Lanes lanes;

	private final EngineTimer<DeferredCall> timer;

	/**
	 * Create.
	 * @param store the store
	 * @param executor runs what waits for the store
	 * @param locks locks
	 * @param releases unlocks
	 * @param pollInterval how long a waiter relies on being told that it is its turn
	 * @param needMail called when somebody begins to wait
	 */
	public WaitingLocks(LockStore store, SerialExecutor executor, Locks locks, Releases releases, Duration pollInterval,
			Runnable needMail) {
		AttemptTimer attemptTimer = new AttemptTimer(locks, store.ticker(), pollInterval);
		this.releases = releases;
		this.attempts = new Attempts(locks, this.observations);
		this.waiters = new Waiters(store, executor, attemptTimer, this.attempts, releases, needMail);
		this.handOver = new HandOver(locks, releases, this.waiters.queues(), attemptTimer);
		this.lanes = new Lanes(store::knownPartitionsOf, executor);
		this.timer = new EngineTimer<>(store.ticker(), "locky-wake-ups",
				(calls) -> calls.forEach(DeferredCall::signal));
	}

	/**
	 * Set what observes locking and waiting.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations.set(observations);
	}

	/**
	 * Lock all resources of a request or none.
	 * @param request the request
	 * @param leased whether it is for a lease, whose loss is to be told
	 * @return what became of it
	 * @throws CannotAcquireLockException if the thread is interrupted, or this instance
	 * shuts down
	 */
	public LockResult lock(LockRequest request, boolean leased) {
		this.waiters.checkOpen(request);
		if (Thread.currentThread().isInterrupted()) {
			throw Attempts.interrupted(request, null);
		}
		return settle(request, (request.getWaitAtMost().isZero()) ? this.attempts.make(request, leased, null)
				: await(request, leased));
	}

	private LockResult await(LockRequest request, boolean leased) {
		return this.observations.observeWait(request, () -> new BlockingCall(this.waiters, request, leased).await());
	}

	/**
	 * Lock all resources of a request or none. Blocks neither the calling thread nor,
	 * while it waits, any other.
	 * @param request the request
	 * @param leased whether it is for a lease, whose loss is to be told
	 * @return completes on a thread of Locky's; if it is cancelled, the call waits no
	 * longer, and what it has got is given back
	 */
	public CompletableFuture<LockResult> lockLater(LockRequest request, boolean leased) {
		DeferredCall call = new DeferredCall(this, this.releases, request, leased,
				this.lanes.of(request.getResources()), this.timer);
		return (request.getWaitAtMost().isZero()) ? call.start()
				: this.observations.observeWaitLater(request, call::start);
	}

	/**
	 * End a call.
	 * @param request what was asked for
	 * @param result what came of it
	 * @return the same
	 * @throws LocksClosedException if this instance shuts down
	 */
	LockResult settle(LockRequest request, LockResult result) {
		if (this.waiters.isClosed() && result instanceof LockResult.Granted late) {
			this.releases.giveBack(late);
			this.waiters.checkOpen(request);
		}
		this.counts.ended(result);
		return result;
	}

	/**
	 * Return who waits.
	 * @return the waiters
	 */
	public Waiters getWaiters() {
		return this.waiters;
	}

	/**
	 * Return what unlocks, and locks for who waits.
	 * @return the hand-over
	 */
	public HandOver getHandOver() {
		return this.handOver;
	}

	/**
	 * Return what came of calls so far.
	 * @return the counts, which go on
	 */
	public LockCounts getCounts() {
		return this.counts;
	}

}
