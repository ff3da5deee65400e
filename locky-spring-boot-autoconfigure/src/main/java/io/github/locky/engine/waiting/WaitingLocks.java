package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.engine.Releases;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLine;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Locks, and waits for a while if need be. A call asks the store, and queues up when it
 * is refused; the store tells an instance when it is its turn, and its first waiter asks
 * again. A timer covers all that is not told. Whoever releases a lock hands it over to
 * the first waiter here, if the store lets it.
 */
public final class WaitingLocks {

	private static final long POLL_FOR_WAITERS = Duration.ofMillis(5).toNanos();

	// Whoever is to give a signal gives one soon; this is about what can go wrong
	private static final long UNTIL_SIGNALLED = Duration.ofSeconds(1).toNanos();

	private final Locks locks;

	private final Releases releases;

	private final Runnable needMail;

	private final Ticker ticker;

	private final Lanes lanes;

	private final WaiterQueues queues;

	private final AttemptTimer timer;

	private final HandOver handOver;

	private final AbandonedQueues abandoned;

	private final WakeUps wakeUps;

	private final LongAdder refusals = new LongAdder();

	private final LongAdder takeovers = new LongAdder();

	private LockyObservations observations = LockyObservations.NOOP;

	private volatile boolean closed;

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
		this.locks = locks;
		this.releases = releases;
		this.ticker = store.ticker();
		this.lanes = new Lanes(store, executor);
		this.queues = new WaiterQueues(this.ticker);
		this.timer = new AttemptTimer(this.ticker, pollInterval);
		this.handOver = new HandOver(locks, releases, this.queues, this.timer);
		this.abandoned = new AbandonedQueues(store, executor, this.queues);
		this.wakeUps = new WakeUps(this.ticker);
		this.needMail = needMail;
	}

	/**
	 * Set what observes locking and waiting.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations = observations;
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
		checkOpen(request);
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(request, null);
		}
		return settle(request,
				(request.getWaitAtMost().isZero()) ? attempt(request, leased, null) : await(request, leased));
	}

	/**
	 * End a call.
	 * @param request what was asked for
	 * @param result what came of it
	 * @return the same
	 * @throws CannotAcquireLockException if this instance shuts down
	 */
	LockResult settle(LockRequest request, LockResult result) {
		if (this.closed && result instanceof LockResult.Granted late) {
			this.releases.giveBack(late);
			checkOpen(request);
		}
		if (result instanceof LockResult.Refused) {
			this.refusals.increment();
		}
		else if (isTakeover(result)) {
			this.takeovers.increment();
		}
		return result;
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
		LockyObservations.Lasting observation = (request.getWaitAtMost().isZero()) ? null : this.observations
			.start(LockyObservationDocumentation.WAIT, request.getResources(), request.getLocker());
		CompletableFuture<LockResult> result = new DeferredCall(this, this.releases, request, leased,
				this.ticker.nanoTime(), this.lanes.of(request.getResources()), this.wakeUps)
			.start();
		if (observation != null) {
			result.whenComplete(
					(end, failure) -> observation.stop((failure != null) ? LockyOutcome.ERROR : outcome(end)));
		}
		return result;
	}

	Ticker ticker() {
		return this.ticker;
	}

	private void checkOpen(LockRequest request) {
		if (this.closed) {
			throw new LocksClosedException(OneLine
				.of("This instance shuts down and locks nothing any more, so not " + request.getResources()));
		}
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
	public void awaitNobodyWaits(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (getWaiters() > 0 && deadline - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
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

	private static boolean isTakeover(LockResult result) {
		return result instanceof LockResult.Granted granted
				&& granted.grants().stream().anyMatch((grant) -> grant.previousLocker() != null);
	}

	private LockResult attempt(LockRequest request, boolean leased, LockCommand.@Nullable Waiting how) {
		try {
			return attempt(this.locks.attempt(request, leased, how));
		}
		catch (RuntimeException ex) {
			throw (Thread.currentThread().isInterrupted()) ? interrupted(request, ex) : ex;
		}
	}

	private LockResult attempt(LockCommand command) {
		return (this.observations.isNoop()) ? this.locks.lock(command)
				: this.observations.observe(LockyObservationDocumentation.LOCK, command.resources(),
						command.request().getLocker(), () -> this.locks.lock(command), WaitingLocks::outcome);
	}

	private LockResult await(LockRequest request, boolean leased) {
		return (this.observations.isNoop()) ? awaitOnThisThread(request, leased)
				: this.observations.observe(LockyObservationDocumentation.WAIT, request.getResources(),
						request.getLocker(), () -> awaitOnThisThread(request, leased), WaitingLocks::outcome);
	}

	private LockResult awaitOnThisThread(LockRequest request, boolean leased) {
		Thread thread = Thread.currentThread();
		WaitingCall call = new WaitingCall(this, request, leased, this.ticker.nanoTime(),
				() -> LockSupport.unpark(thread));
		boolean interrupted = false;
		try {
			while (true) {
				interrupted |= Thread.interrupted();
				LockResult result = call.proceed(interrupted);
				if (interrupted && result != null) {
					throw interrupted(request, null);
				}
				if (result != null) {
					return result;
				}
				Long time = call.nextLook();
				this.ticker.parkUntil(this, (time != null) ? time : this.ticker.nanoTime() + UNTIL_SIGNALLED);
			}
		}
		finally {
			if (interrupted) {
				thread.interrupt();
			}
		}
	}

	private static LockyOutcome outcome(LockResult result) {
		if (result instanceof LockResult.Refused) {
			return LockyOutcome.NOT_ACQUIRED;
		}
		return (isTakeover(result)) ? LockyOutcome.TAKEN_OVER : LockyOutcome.ACQUIRED;
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
			result = attempt(waiter.request(), waiter.isLeased(), how);
			return result;
		}
		finally {
			this.queues.answered(waiter, result, how);
		}
	}

	private static CannotAcquireLockException interrupted(LockRequest request, @Nullable RuntimeException cause) {
		String message = OneLine.of("Interrupted before " + request.getResources() + " could be locked");
		return (cause != null) ? new CannotAcquireLockException(message, cause)
				: new CannotAcquireLockException(message);
	}

	/**
	 * Return when to ask the store again after an answer.
	 * @param result the answer
	 * @param request what was asked for
	 * @return the time, by the ticker
	 */
	long nextAttempt(LockResult result, LockRequest request) {
		return this.timer.nextAttempt(result, this.locks.ttl(request));
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
	 * @throws CannotAcquireLockException if this instance shuts down
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

	/**
	 * Unlock a resource if it is held as meant. If somebody waits for it here, it is
	 * handed over to them.
	 * @param target the lock
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(LockTarget target) {
		return this.handOver.unlock(target);
	}

	/**
	 * Unlock those of several resources that are held as meant, and if the store fails,
	 * go on trying in the background. If somebody waits here for a single one, it is
	 * handed over to them.
	 * @param targets the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<LockTarget> targets) {
		return this.handOver.release(targets);
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
	 * Return how many calls wait.
	 * @return the number of waiters
	 */
	public int getWaiters() {
		return this.queues.getCount();
	}

	/**
	 * Return how many calls were refused, after waiting if they were to wait.
	 * @return the number of calls
	 */
	public long getRefusals() {
		return this.refusals.sum();
	}

	/**
	 * Return how many calls took a resource from its holder by force.
	 * @return the number of calls
	 */
	public long getTakeovers() {
		return this.takeovers.sum();
	}

	/**
	 * Return who waits.
	 * @param filter which resources are meant
	 * @return the calls for each resource that somebody waits for, in no order
	 */
	public List<WaitingCalls> getWaiting(Predicate<String> filter) {
		return this.queues.describe(filter);
	}

}
