package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.redis.Claim;
import io.github.locky.redis.DoorbellListener;
import io.github.locky.redis.JournalEntry;
import io.github.locky.redis.RedisLockEngine;
import io.github.locky.redis.RedisLocks;
import io.github.locky.redis.StripedExecutor;
import io.github.locky.redis.TransitionListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The leases of this instance. Asks Redis about each in time, many at once: to renew
 * those that are kept alive, and to see whether the others are still held. Deadlines are
 * watched on a thread that never waits for Redis, so that a Redis that does not answer
 * cannot hide that a lease is over.
 */
public final class Leases implements DoorbellListener, TransitionListener, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Leases.class);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

	private final RedisLocks locks;

	private final LockWaiting waiting;

	private final LeaseCalendar calendar;

	private final LossCallbacks callbacks;

	private final LeaseRegistry registry = new LeaseRegistry();

	private final LeaseCounts counts = new LeaseCounts();

	private LockyObservations observations = LockyObservations.NOOP;

	private volatile boolean running;

	private volatile Consumer<OwnedLease> lossListener = (lease) -> {
	};

	/**
	 * Create leases.
	 * @param locks the locks
	 * @param waiting who waits for locks that are released
	 */
	public Leases(RedisLocks locks, LockWaiting waiting) {
		this.locks = locks;
		this.waiting = waiting;
		StripedExecutor executor = new StripedExecutor(locks.getDaemons(), "locky-leases-");
		LeaseInquiry inquiry = new LeaseInquiry(locks, executor, this::answeredInTime);
		this.calendar = new LeaseCalendar(locks.getDaemons(), inquiry::ask, this::endIfOverdue);
		this.callbacks = new LossCallbacks(executor);
	}

	/**
	 * Tell somebody of every lease that is lost.
	 * @param lossListener called on a thread of Locky's
	 */
	public void setLossListener(Consumer<OwnedLease> lossListener) {
		this.lossListener = lossListener;
	}

	/**
	 * Set what observes leases.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations = observations;
	}

	/**
	 * Begin a lease on what is held already.
	 * @param terms what was agreed
	 * @param begin when Redis was asked, in {@link System#nanoTime()}
	 * @param remaining how long it lived then; {@code null} if it does not expire
	 * @param releaseOnClose whether to release it when these leases are closed
	 * @return the lease
	 */
	public OwnedLease begin(OwnedLease.Terms terms, long begin, @Nullable Duration remaining, boolean releaseOnClose) {
		OwnedLease lease = new OwnedLease(this, terms, begin, remaining, (releaseOnClose) ? observeHold(terms) : null);
		this.registry.add(lease, releaseOnClose);
		this.calendar.schedule(lease);
		return lease;
	}

	/**
	 * Begin a lease on what was taken elsewhere, or go on with the one that was begun so
	 * before: each request of a user may resume, and that must not add up.
	 * @param terms what is known of it
	 * @param begin when Redis was asked, in {@link System#nanoTime()}
	 * @param remaining how long it lived then; {@code null} if it does not expire
	 * @return the lease
	 */
	public OwnedLease resume(OwnedLease.Terms terms, long begin, @Nullable Duration remaining) {
		OwnedLease known = this.registry.findResumed(terms);
		return (known != null) ? goOn(known, begin, remaining) : begin(terms, begin, remaining, false);
	}

	private OwnedLease goOn(OwnedLease lease, long asked, @Nullable Duration remaining) {
		lease.setDeadline(OwnedLease.deadline(asked, remaining));
		this.calendar.schedule(lease);
		return lease;
	}

	private LockyObservations.@Nullable Lasting observeHold(OwnedLease.Terms terms) {
		return (this.observations.isNoop()) ? null
				: this.observations.start(LockyObservationDocumentation.HOLD, terms.resources(), terms.locker());
	}

	private void answeredInTime(OwnedLease lease, List<Claim> claims, Map<Claim, Long> answers, long asked) {
		boolean held = answered(lease, claims, answers, asked);
		if (lease.terms().keepAlive() != null) {
			this.counts.renewed(lease, held);
		}
	}

	private boolean answered(OwnedLease lease, List<Claim> claims, Map<Claim, Long> answers, long asked) {
		Long least = null;
		for (Claim claim : claims) {
			Long answer = answers.get(claim);
			if (answer == null) {
				this.calendar.retry(lease);
				return false;
			}
			if (answer == RedisLocks.NOT_HELD) {
				lose(lease, "'" + claim.resource() + "' is no longer held by it");
				return false;
			}
			if (answer >= 0 && (least == null || answer < least)) {
				least = answer;
			}
		}
		return goOn(lease, asked, (least != null) ? Duration.ofMillis(least) : null).isHeld();
	}

	private void endIfOverdue(OwnedLease lease) {
		if (lease.isOverdue()) {
			lose(lease, "its deadline has passed");
		}
	}

	private void lose(OwnedLease lease, String why) {
		if (lease.end(OwnedLease.State.LOST)) {
			forget(lease);
			this.counts.lost();
			logger.warn("Lease of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker() + "' is lost: "
					+ why);
			lease.onLost(this.lossListener);
		}
	}

	void callBack(OwnedLease lease) {
		this.callbacks.call(lease);
	}

	private void forget(OwnedLease lease) {
		this.calendar.remove(lease);
		this.registry.remove(lease);
	}

	boolean refresh(OwnedLease lease) {
		return (this.observations.isNoop()) ? refreshNow(lease)
				: this.observations.observe(LockyObservationDocumentation.REFRESH, lease.terms().resources(),
						lease.terms().locker(), () -> refreshNow(lease),
						(held) -> (held) ? LockyOutcome.REFRESHED : LockyOutcome.NOT_HELD);
	}

	private boolean refreshNow(OwnedLease lease) {
		if (!lease.isHeld()) {
			return false;
		}
		long asked = System.nanoTime();
		List<Claim> claims = lease.terms().claims(lease.terms().ttl());
		Map<Claim, Long> answers;
		try {
			answers = this.locks.refreshAll(claims, (ex) -> {
				throw ex;
			});
		}
		catch (RuntimeException ex) {
			this.calendar.retry(lease);
			throw ex;
		}
		return answered(lease, claims, answers, asked);
	}

	boolean release(OwnedLease lease) {
		return (this.observations.isNoop()) ? releaseNow(lease)
				: this.observations.observe(LockyObservationDocumentation.UNLOCK, lease.terms().resources(),
						lease.terms().locker(), () -> releaseNow(lease),
						(held) -> (held) ? LockyOutcome.RELEASED : LockyOutcome.NOT_HELD);
	}

	private boolean releaseNow(OwnedLease lease) {
		boolean held = lease.end(OwnedLease.State.RELEASED);
		if (held) {
			forget(lease);
		}
		endOthers(lease);
		List<Claim> own = ownClaims(lease);
		Set<String> released = this.waiting.release(own);
		own.stream()
			.map(Claim::resource)
			.filter((resource) -> !released.contains(resource))
			.forEach((resource) -> logger.debug("'" + resource + "' was no longer held when released"));
		return held && released.size() == own.size() && stillKept(lease);
	}

	// The same ownership may have been picked up more than once in this instance.
	// Releasing it by one lease is no loss for the others.
	private void endOthers(OwnedLease lease) {
		lease.ownTokens()
			.forEach((resource, token) -> this.registry.on(resource)
				.stream()
				.filter((other) -> other.ownTokens().equals(Map.of(resource, token)))
				.filter((other) -> other.end(OwnedLease.State.RELEASED))
				.forEach(this::forget));
	}

	private static List<Claim> ownClaims(OwnedLease lease) {
		return lease.terms()
			.claims(null)
			.stream()
			.filter((claim) -> !lease.terms().kept().contains(claim.resource()))
			.toList();
	}

	private boolean stillKept(OwnedLease lease) {
		List<Claim> kept = lease.terms()
			.claims(Duration.ofMillis(1))
			.stream()
			.filter((claim) -> lease.terms().kept().contains(claim.resource()))
			.toList();
		return kept.isEmpty() || !this.locks.refreshAll(kept, (ex) -> {
			throw ex;
		}).containsValue(RedisLocks.NOT_HELD);
	}

	@Override
	public void onRing(JournalEntry.Kind kind, String resource) {
		if (kind != JournalEntry.Kind.LOCKED) {
			this.registry.on(resource).forEach(this.calendar::soon);
		}
	}

	// The bell may be silent about somebody who unlocks as the locker, or not be heard
	@Override
	public void onTransition(JournalEntry entry) {
		this.registry.on(entry.resource())
			.stream()
			.filter((lease) -> isInDoubt(lease, entry))
			.forEach(this.calendar::soon);
	}

	private static boolean isInDoubt(OwnedLease lease, JournalEntry entry) {
		Long token = lease.terms().tokens().get(entry.resource());
		Assert.state(token != null, "Registered for other resources");
		return (entry.kind().isLocked()) ? entry.token() > token : entry.token() == token;
	}

	@Override
	public void onTransitionsMissed() {
		onSilenceEnded();
	}

	@Override
	public void onSilenceEnded() {
		this.registry.all().forEach(this.calendar::soon);
	}

	/**
	 * Return the leases that were taken in this instance and are held.
	 * @return a view of the leases, in no order
	 */
	public Collection<OwnedLease> getOpen() {
		return this.registry.open();
	}

	/**
	 * Return what became of leases so far.
	 * @return the counts, which go on
	 */
	public LeaseCounts getCounts() {
		return this.counts;
	}

	/**
	 * Return how many leases are held.
	 * @return the number of leases
	 */
	public int getCount() {
		return this.registry.open().size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stop before the engine does, and after the web server has drained.
	 */
	@Override
	public int getPhase() {
		return RedisLockEngine.PHASE + 1;
	}

	/**
	 * Release the leases that are still held, so that others need not wait for their end.
	 */
	@Override
	public void stop() {
		this.running = false;
		List<Claim> claims = new ArrayList<>();
		for (OwnedLease lease : this.registry.open()) {
			if (lease.end(OwnedLease.State.RELEASED)) {
				forget(lease);
				claims.addAll(ownClaims(lease));
			}
		}
		if (!claims.isEmpty()) {
			try {
				Set<String> released = this.locks.unlockAll(claims)
					.orTimeout(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
					.join();
				logger.info("Released " + released.size() + " lock(s) still held at shutdown");
			}
			catch (CompletionException ex) {
				logger.warn("Locks still held at shutdown were not released", ex.getCause());
			}
		}
	}

}
