package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLine;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.Ownership;
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

	private static final OneLineLog logger = OneLineLog.of(WaitingLocks.class);

	private static final long POLL_FOR_WAITERS = Duration.ofMillis(5).toNanos();

	// How often a waiter for several resources passes its turn on before it keeps it
	private static final int TURNS_PASSED_ON = 2;

	private final Locks locks;

	private final Runnable needMail;

	private final Ticker ticker;

	private final WaiterQueues queues;

	private final AttemptTimer timer;

	private final HandOver handOver;

	private final LongAdder refusals = new LongAdder();

	private final LongAdder takeovers = new LongAdder();

	private LockyObservations observations = LockyObservations.NOOP;

	private volatile boolean closed;

	/**
	 * Create.
	 * @param locks the locks
	 * @param pollInterval how long a waiter relies on being told that it is its turn
	 * @param needMail called when somebody begins to wait
	 */
	public WaitingLocks(Locks locks, Duration pollInterval, Runnable needMail) {
		this.locks = locks;
		this.ticker = locks.ticker();
		this.queues = new WaiterQueues(this.ticker);
		this.timer = new AttemptTimer(this.ticker, pollInterval);
		this.handOver = new HandOver(locks, this.queues, this.timer);
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
		LockResult result = (request.getWaitAtMost().isZero()) ? attempt(request, leased, null)
				: await(request, leased);
		if (this.closed && result instanceof LockResult.Granted late) {
			giveBack(late);
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

	private void checkOpen(LockRequest request) {
		if (this.closed) {
			throw new CannotAcquireLockException(OneLine
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
	 * Wait until those have gone who waited.
	 * @param patience how long to wait at most
	 */
	public void awaitNobodyWaits(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (getWaiters() > 0 && deadline - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_FOR_WAITERS);
		}
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
		long since = this.ticker.nanoTime();
		long deadline = since + AttemptTimer.saturatedNanos(request.getWaitAtMost());
		this.needMail.run();
		return (this.observations.isNoop()) ? lockOrWait(request, leased, since, deadline)
				: this.observations.observe(LockyObservationDocumentation.WAIT, request.getResources(),
						request.getLocker(), () -> lockOrWait(request, leased, since, deadline), WaitingLocks::outcome);
	}

	private static LockyOutcome outcome(LockResult result) {
		if (result instanceof LockResult.Refused) {
			return LockyOutcome.REFUSED;
		}
		return (isTakeover(result)) ? LockyOutcome.TAKEN_OVER : LockyOutcome.ACQUIRED;
	}

	// What would be granted at once does not stand behind those it blocks
	private LockResult lockOrWait(LockRequest request, boolean leased, long since, long deadline) {
		boolean asking = request.isReentrant() || request.isForced();
		Waiter waiter = join(request.getResources().get(0), request, leased, since, asking, false);
		long next = since;
		int turnsPassedOn = 0;
		try {
			while (waiter.awaitTurn(deadline)) {
				LockResult.Granted given = waiter.granted();
				LockResult result = (given != null) ? given : ask(waiter, turnsPassedOn >= TURNS_PASSED_ON);
				next = this.timer.nextAttempt(result, this.locks.ttl(request));
				if (!(result instanceof LockResult.Refused refused)) {
					return result;
				}
				if (refused.resource().equals(waiter.resource())) {
					waiter.awaitNextAttempt(next);
				}
				else {
					leave(waiter, next);
					waiter = join(refused.resource(), request, leased, since, false, turnsPassedOn >= TURNS_PASSED_ON);
					turnsPassedOn++;
				}
			}
			next = waiter.nextAttempt();
			return giveUp(waiter);
		}
		finally {
			leave(waiter, next);
		}
	}

	private Waiter join(String resource, LockRequest request, boolean leased, long since, boolean asking,
			boolean inFront) {
		Waiter waiter = new Waiter(this.ticker, resource, request, leased, since, asking);
		this.queues.join(waiter, inFront);
		if (this.closed) {
			waiter.letGiveUp();
		}
		return waiter;
	}

	private LockResult ask(Waiter waiter, boolean patient) {
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

	private void leave(Waiter waiter, long nextAttempt) {
		if (this.queues.leave(waiter, nextAttempt)) {
			leaveQueue(waiter.resource());
		}
	}

	private void leaveQueue(String resource) {
		this.locks.leaveQueueInBackground(resource, () -> this.queues.wakeFirst(resource));
	}

	// Also gives back what was handed over when it was too late
	private LockResult giveUp(Waiter waiter) {
		LockResult.Granted late = waiter.granted();
		if (late != null) {
			giveBack(late);
		}
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(waiter.request(), null);
		}
		checkOpen(waiter.request());
		LockResult.Refused refusal = this.queues.refusal(waiter);
		return (late == null && refusal != null) ? refusal : noHolder(waiter);
	}

	private void giveBack(LockResult.Granted late) {
		List<LockTarget> targets = late.grants()
			.stream()
			.filter((grant) -> !grant.isKept())
			.map((grant) -> new LockTarget(grant.resource(), Ownership.byToken(grant.token(), late.acquisition())))
			.toList();
		try {
			if (!targets.isEmpty()) {
				this.locks.release(targets);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Not given back yet: " + targets, ex);
		}
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
			leaveQueue(resource);
		}
	}

	/**
	 * Turns may have been missed.
	 */
	public void onTurnsMissed() {
		this.queues.wakeAll();
	}

	/**
	 * Return how many threads wait.
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
