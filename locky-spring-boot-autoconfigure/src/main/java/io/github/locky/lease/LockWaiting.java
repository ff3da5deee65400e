package io.github.locky.lease;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.redis.Acquisition;
import io.github.locky.redis.Claim;
import io.github.locky.redis.DoorbellListener;
import io.github.locky.redis.Holding;
import io.github.locky.redis.JournalEntry;
import io.github.locky.redis.LockResult;
import io.github.locky.redis.RedisLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Locks, and waits for a while if need be. A waiter is woken by the doorbell; a timer
 * covers all that rings no bell.
 */
public final class LockWaiting implements DoorbellListener {

	private static final long AFTER_TTL = Duration.ofMillis(1).toNanos();

	private final RedisLocks locks;

	private final Duration pollInterval;

	private final Runnable needDoorbell;

	private final WaitQueues queues = new WaitQueues();

	private final HandOver handOver;

	private final LongAdder refusals = new LongAdder();

	private final LongAdder takeovers = new LongAdder();

	private LockyObservations observations = LockyObservations.NOOP;

	/**
	 * Create.
	 * @param locks the locks
	 * @param pollInterval how long a waiter relies on being woken
	 * @param needDoorbell called when somebody begins to wait
	 */
	public LockWaiting(RedisLocks locks, Duration pollInterval, Runnable needDoorbell) {
		this.locks = locks;
		this.handOver = new HandOver(locks, this.queues);
		this.pollInterval = pollInterval;
		this.needDoorbell = needDoorbell;
	}

	/**
	 * Set what observes locking and waiting.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations = observations;
	}

	/**
	 * Lock all resources of a call or none.
	 * @param acquisition the call
	 * @param waitAtMost how long to wait; zero not to wait
	 * @return what became of it
	 * @throws CannotAcquireLockException if the thread is interrupted while it waits
	 */
	public LockResult lock(Acquisition acquisition, Duration waitAtMost) {
		LockResult result = (waitAtMost.isZero()) ? attempt(acquisition) : await(acquisition, waitAtMost);
		if (result instanceof LockResult.Refused) {
			this.refusals.increment();
		}
		else if (isTakeover(result)) {
			this.takeovers.increment();
		}
		return result;
	}

	private static boolean isTakeover(LockResult result) {
		return result instanceof LockResult.Granted granted
				&& granted.grants().stream().anyMatch((grant) -> grant.previousLocker() != null);
	}

	private LockResult attempt(Acquisition acquisition) {
		return (this.observations.isNoop()) ? this.locks.lock(acquisition)
				: this.observations.observe(LockyObservationDocumentation.LOCK, acquisition.resources(),
						acquisition.locker(), () -> this.locks.lock(acquisition), LockWaiting::outcome);
	}

	private LockResult await(Acquisition acquisition, Duration waitAtMost) {
		long deadline = System.nanoTime() + saturatedNanos(waitAtMost);
		return (this.observations.isNoop()) ? lockOrWait(acquisition, deadline)
				: this.observations.observe(LockyObservationDocumentation.WAIT, acquisition.resources(),
						acquisition.locker(), () -> lockOrWait(acquisition, deadline), LockWaiting::outcome);
	}

	private static LockyOutcome outcome(LockResult result) {
		if (result instanceof LockResult.Refused) {
			return LockyOutcome.REFUSED;
		}
		return (isTakeover(result)) ? LockyOutcome.TAKEN_OVER : LockyOutcome.ACQUIRED;
	}

	private LockResult lockOrWait(Acquisition acquisition, long deadline) {
		this.needDoorbell.run();
		LockResult.@Nullable Refused refused = null;
		long since = System.nanoTime();
		long next = since;
		Waiter waiter = this.queues.join(acquisition.resources().get(0), acquisition, since);
		try {
			while (waiter.awaitTurn(deadline)) {
				next = System.nanoTime();
				LockResult.Granted granted = waiter.granted();
				LockResult result = (granted != null) ? granted : attempt(this.queues.attempt(waiter));
				next = nextAttempt(result, acquisition.ttl());
				if (!(result instanceof LockResult.Refused refusal)) {
					return result;
				}
				refused = refusal;
				boolean here = this.queues.refused(waiter, refused);
				if (deadline - System.nanoTime() <= 0) {
					return result;
				}
				if (here) {
					waiter.askAgainAt(next);
				}
				else {
					this.queues.leave(waiter, System.nanoTime());
					waiter = this.queues.join(refused.resource(), acquisition, since);
				}
			}
			next = waiter.nextAttempt();
			if (Thread.currentThread().isInterrupted()) {
				throw new CannotAcquireLockException("Interrupted while waiting for '" + waiter.resource() + "'");
			}
			return (refused != null) ? refused : attempt(acquisition.again(false, true));
		}
		finally {
			this.queues.leave(waiter, next);
		}
	}

	private long nextAttempt(LockResult result, @Nullable Duration ttl) {
		Duration remaining = (result instanceof LockResult.Refused refused) ? refused.remaining() : ttl;
		long poll = saturatedNanos(this.pollInterval);
		long pause = poll - ThreadLocalRandom.current().nextLong(poll / 4 + 1);
		if (remaining != null) {
			pause = Math.min(pause, saturatedNanos(remaining) + AFTER_TTL);
		}
		return System.nanoTime() + pause;
	}

	private static long saturatedNanos(Duration duration) {
		return (duration.compareTo(Duration.ofDays(36525)) < 0) ? duration.toNanos() : Long.MAX_VALUE / 4;
	}

	/**
	 * Unlock a resource if it is held as meant. If somebody waits for it here, it is
	 * handed over to them.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(String resource, Holding holding) {
		return this.handOver.unlock(resource, holding);
	}

	/**
	 * Unlock those of several resources that are held as meant, and if Redis fails, go on
	 * trying in the background. If somebody waits here for a single one, it is handed
	 * over to them.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	Set<String> release(List<Claim> claims) {
		return this.handOver.release(claims);
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
	 * @return a queue for each resource that somebody waits for, in no order
	 */
	public List<WaitQueue> getQueues(Predicate<String> filter) {
		return this.queues.describe(filter);
	}

	@Override
	public void onRing(JournalEntry.Kind kind, String resource) {
		this.queues.onRing(kind, resource);
	}

	@Override
	public void onWanted(String acquisition, String resource) {
		this.queues.onWanted(acquisition, resource);
	}

	@Override
	public void onSilenceEnded() {
		this.queues.onSilenceEnded();
	}

}
