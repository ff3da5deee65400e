package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.Ticker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Locks, and waits for a while if need be. A call asks the store, and queues up when it
 * is refused; the store tells an instance when it is its turn, and its first waiter asks
 * again. A timer covers all that is not told. Whoever releases a lock hands it over to
 * the first waiter here, if the store lets it.
 */
public final class WaitingLocks {

	private static final Log logger = LogFactory.getLog(WaitingLocks.class);

	private static final long POLL_FOR_WAITERS = Duration.ofMillis(5).toNanos();

	private static final long AFTER_TTL = Duration.ofMillis(1).toNanos();

	// How long those whose turn it is have to come
	private static final long RESERVATION = Duration.ofMillis(30).toNanos();

	// Those before it look as well
	private static final int NEAR = 2;

	private static final int FAR_BEHIND = 3;

	// How often a waiter for several resources passes its turn on before it keeps it
	private static final int TURNS_PASSED_ON = 2;

	private final Locks locks;

	private final Duration pollInterval;

	private final Runnable needMail;

	private final Ticker ticker;

	private final WaiterQueues queues;

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
		this.pollInterval = pollInterval;
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
	 * @throws CannotAcquireLockException if the thread is interrupted while it waits, or
	 * this instance shuts down
	 */
	public LockResult lock(LockRequest request, boolean leased) {
		checkOpen(request);
		LockResult result = (request.getWaitAtMost().isZero()) ? attempt(this.locks.attempt(request, leased, null))
				: await(request, leased);
		if (this.closed && result instanceof LockResult.Granted late) {
			giveBack(late, false);
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
			throw new CannotAcquireLockException(
					"This instance shuts down and locks nothing any more, so not " + request.getResources());
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

	private LockResult attempt(LockCommand command) {
		return (this.observations.isNoop()) ? this.locks.lock(command)
				: this.observations.observe(LockyObservationDocumentation.LOCK, command.resources(),
						command.request().getLocker(), () -> this.locks.lock(command), WaitingLocks::outcome);
	}

	private LockResult await(LockRequest request, boolean leased) {
		long since = this.ticker.nanoTime();
		long deadline = since + saturatedNanos(request.getWaitAtMost());
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
			while (!this.closed && waiter.awaitTurn(deadline)) {
				LockResult.Granted given = waiter.granted();
				LockResult result = (given != null) ? given : ask(waiter, turnsPassedOn >= TURNS_PASSED_ON);
				next = nextAttempt(result, this.locks.ttl(request));
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
		return waiter;
	}

	private LockResult ask(Waiter waiter, boolean patient) {
		LockCommand.Waiting how = new LockCommand.Waiting(this.queues.beginAttempt(waiter), patient);
		LockResult result = null;
		try {
			result = attempt(this.locks.attempt(waiter.request(), waiter.isLeased(), how));
			return result;
		}
		catch (RuntimeException ex) {
			throw (Thread.currentThread().isInterrupted()) ? interrupted(waiter, ex) : ex;
		}
		finally {
			this.queues.answered(waiter, result, how);
		}
	}

	private static CannotAcquireLockException interrupted(Waiter waiter, @Nullable RuntimeException cause) {
		String message = "Interrupted while waiting for '" + waiter.resource() + "'";
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
		boolean interrupted = Thread.currentThread().isInterrupted();
		LockResult.Granted late = waiter.granted();
		if (late != null) {
			giveBack(late, interrupted);
		}
		if (interrupted) {
			throw interrupted(waiter, null);
		}
		checkOpen(waiter.request());
		LockResult.Refused refusal = this.queues.refusal(waiter);
		return (late == null && refusal != null) ? refusal : noHolder(waiter);
	}

	private void giveBack(LockResult.Granted late, boolean interrupted) {
		List<LockTarget> targets = late.grants()
			.stream()
			.filter((grant) -> !grant.isKept())
			.map((grant) -> new LockTarget(grant.resource(), Ownership.byToken(grant.token(), late.acquisition())))
			.toList();
		if (interrupted) {
			this.locks.releaseInBackground(targets);
			return;
		}
		try {
			if (!targets.isEmpty()) {
				this.locks.release(targets);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Not given back yet: " + targets, ex);
		}
	}

	private long nextAttempt(LockResult result, @Nullable Duration ttl) {
		LockResult.Refused refused = (result instanceof LockResult.Refused refusal) ? refusal : null;
		boolean farBehind = refused != null && refused.place() > NEAR;
		long poll = saturatedNanos((farBehind) ? this.pollInterval.multipliedBy(FAR_BEHIND) : this.pollInterval);
		long pause = poll - ThreadLocalRandom.current().nextLong(poll / 4 + 1);
		Duration remaining = (refused != null) ? refused.remaining() : ttl;
		if (remaining != null) {
			long before = (refused != null) ? Math.max(0, refused.place() - 1) * RESERVATION : 0;
			pause = Math.min(pause, saturatedNanos(remaining) + AFTER_TTL + before);
		}
		return this.ticker.nanoTime() + pause;
	}

	private static long saturatedNanos(Duration duration) {
		return (duration.compareTo(Duration.ofDays(36525)) < 0) ? duration.toNanos() : Long.MAX_VALUE / 4;
	}

	/**
	 * Unlock a resource if it is held as meant. If somebody waits for it here, it is
	 * handed over to them.
	 * @param target the lock
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(LockTarget target) {
		WaiterQueues.Offer offer = offer(target.resource());
		return (offer != null) ? handOver(target, offer) : this.locks.unlock(target);
	}

	/**
	 * Unlock those of several resources that are held as meant, and if the store fails,
	 * go on trying in the background. If somebody waits here for a single one, it is
	 * handed over to them.
	 * @param targets the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<LockTarget> targets) {
		WaiterQueues.Offer offer = (targets.size() == 1) ? offer(targets.get(0).resource()) : null;
		if (offer == null) {
			return this.locks.release(targets);
		}
		try {
			return (handOver(targets.get(0), offer)) ? Set.of(targets.get(0).resource()) : Set.of();
		}
		catch (RuntimeException | Error ex) {
			this.locks.releaseInBackground(targets);
			throw ex;
		}
	}

	private WaiterQueues.@Nullable Offer offer(String resource) {
		return (this.locks.canHandOver()) ? this.queues.offer(resource) : null;
	}

	private boolean handOver(LockTarget target, WaiterQueues.Offer offer) {
		Waiter waiter = offer.waiter();
		LockCommand next = this.locks.attempt(waiter.request(), waiter.isLeased(),
				new LockCommand.Waiting(offer.more(), false));
		HandOverResult result = null;
		try {
			result = this.locks.handOver(new HandOverCommand(target, next, offer.row(), offer.rowBegan()));
			return result.unlocked();
		}
		finally {
			this.queues.settle(offer, result);
			LockResult.Granted granted = (result != null) ? result.granted() : null;
			if (granted != null) {
				waiter.grant(granted);
			}
			else {
				boolean turnOfOthers = result == HandOverResult.UNLOCKED;
				waiter.takeBack((turnOfOthers) ? nextAttempt(noHolder(waiter), null) : this.ticker.nanoTime());
			}
		}
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
