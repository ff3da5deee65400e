package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.locky.redis.Claim;
import io.github.locky.redis.DoorbellListener;
import io.github.locky.redis.JournalEntry;
import io.github.locky.redis.RedisLockEngine;
import io.github.locky.redis.RedisLocks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The leases of this instance. Asks Redis about each in time, many at once: to renew
 * those that are kept alive, and to see whether the others are still held. Redis is asked
 * on one thread and deadlines are watched on another, so that a Redis that does not
 * answer cannot hide that a lease is over.
 */
public final class Leases implements DoorbellListener, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Leases.class);

	private static final long SHORTEST_RETRY = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_RETRY = TimeUnit.SECONDS.toNanos(1);

	private final RedisLocks locks;

	private final DueQueue<OwnedLease> work = new DueQueue<>("locky-leases", this::askRedis);

	private final DueQueue<OwnedLease> ends = new DueQueue<>("locky-lease-deadlines", this::endOverdue);

	private final Map<String, Set<OwnedLease>> byResource = new ConcurrentHashMap<>();

	private final Set<OwnedLease> open = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor callbacks;

	private volatile boolean running;

	private volatile Consumer<OwnedLease> lossListener = (lease) -> {
	};

	/**
	 * Create leases.
	 * @param locks the locks
	 */
	public Leases(RedisLocks locks) {
		this.locks = locks;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("locky-lease-lost-");
		threads.setDaemon(true);
		this.callbacks = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.callbacks.allowCoreThreadTimeOut(true);
	}

	/**
	 * Tell somebody of every lease that is lost.
	 * @param lossListener called on a thread of Locky's
	 */
	public void setLossListener(Consumer<OwnedLease> lossListener) {
		this.lossListener = lossListener;
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
		OwnedLease lease = new OwnedLease(this, terms, begin, remaining);
		if (releaseOnClose) {
			this.open.add(lease);
		}
		terms.tokens()
			.keySet()
			.forEach((resource) -> this.byResource.compute(resource, (key, leases) -> with(leases, lease)));
		schedule(lease);
		return lease;
	}

	private static Set<OwnedLease> with(@Nullable Set<OwnedLease> leases, OwnedLease lease) {
		Set<OwnedLease> result = (leases != null) ? leases : ConcurrentHashMap.newKeySet();
		result.add(lease);
		return result;
	}

	private void schedule(OwnedLease lease) {
		synchronized (lease) {
			this.ends.remove(lease.end);
			Long deadline = lease.deadline();
			if (deadline != null && lease.isHeld()) {
				lease.end = this.ends.add(lease, deadline);
				Long next = nextWork(lease, deadline);
				if (next != null) {
					plan(lease, next);
				}
			}
		}
	}

	// Leases end up on a grid of a quarter of their interval, so that many are renewed at
	// once
	private static @Nullable Long nextWork(OwnedLease lease, long deadline) {
		long now = System.nanoTime();
		Duration ttl = lease.terms().ttl();
		if (ttl != null && lease.renewFor(now) != null) {
			long interval = ttl.toNanos() / 3;
			long grid = Math.max(1, interval / 4);
			return Math.floorDiv(now + interval, grid) * grid;
		}
		long left = deadline - now;
		return (left > SHORTEST_RETRY) ? deadline - Math.min(left / 10, LONGEST_RETRY) : null;
	}

	// An earlier plan stays: the bell may have rung since Redis was asked. There is never
	// more than one.
	private void plan(OwnedLease lease, long time) {
		synchronized (lease) {
			DueQueue.Due<OwnedLease> planned = lease.work;
			if (lease.isHeld() && (planned == null || time - planned.time() < 0)) {
				this.work.remove(planned);
				lease.work = this.work.add(lease, time);
			}
		}
	}

	private void unschedule(OwnedLease lease) {
		synchronized (lease) {
			this.work.remove(lease.work);
			this.ends.remove(lease.end);
		}
	}

	private void askRedis(List<OwnedLease> due) {
		due.forEach(Leases::planNoMore);
		List<OwnedLease> leases = due.stream().filter(OwnedLease::isHeld).toList();
		if (leases.isEmpty()) {
			return;
		}
		long asked = System.nanoTime();
		Map<OwnedLease, List<Claim>> claims = new HashMap<>();
		List<Claim> all = new ArrayList<>();
		for (OwnedLease lease : leases) {
			List<Claim> own = lease.terms().claims(renewFor(lease, asked));
			claims.put(lease, own);
			all.addAll(own);
		}
		Map<Claim, Long> answers = ask(all);
		claims.forEach((lease, own) -> answered(lease, own, answers, asked));
	}

	private static void planNoMore(OwnedLease lease) {
		synchronized (lease) {
			lease.work = null;
		}
	}

	// No lock is ever shortened: a millisecond only asks
	private static Duration renewFor(OwnedLease lease, long now) {
		Duration ttl = lease.renewFor(now);
		return (ttl != null) ? ttl : Duration.ofMillis(1);
	}

	private Map<Claim, Long> ask(List<Claim> claims) {
		try {
			return this.locks.refreshAll(claims, (ex) -> logger.debug("Leases not renewed, will be tried again", ex));
		}
		catch (RuntimeException ex) {
			logger.debug("Leases not renewed, will be tried again", ex);
			return Map.of();
		}
	}

	private boolean answered(OwnedLease lease, List<Claim> claims, Map<Claim, Long> answers, long asked) {
		Long least = null;
		for (Claim claim : claims) {
			Long answer = answers.get(claim);
			if (answer == null) {
				retry(lease);
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
		lease.setDeadline(OwnedLease.deadline(asked, (least != null) ? Duration.ofMillis(least) : null));
		schedule(lease);
		return lease.isHeld();
	}

	private void retry(OwnedLease lease) {
		Long deadline = lease.deadline();
		if (deadline != null && lease.isHeld()) {
			long now = System.nanoTime();
			long pause = Math.max(SHORTEST_RETRY, Math.min(LONGEST_RETRY, (deadline - now) / 8));
			plan(lease, now + pause);
		}
	}

	private void endOverdue(List<OwnedLease> due) {
		for (OwnedLease lease : due) {
			if (lease.isOverdue()) {
				lose(lease, "its deadline has passed");
			}
		}
	}

	private void lose(OwnedLease lease, String why) {
		if (lease.end(OwnedLease.State.LOST)) {
			forget(lease);
			logger.warn("Lease of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker() + "' is lost: "
					+ why);
			lease.onLost(this.lossListener);
		}
	}

	void callBack(OwnedLease lease) {
		lease.takeLostCallbacks().forEach((callback) -> this.callbacks.execute(() -> {
			try {
				callback.accept(lease);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A callback failed on a lost lease of " + lease.terms().tokens().keySet(), ex);
			}
		}));
	}

	private void forget(OwnedLease lease) {
		unschedule(lease);
		this.open.remove(lease);
		lease.terms()
			.tokens()
			.keySet()
			.forEach((resource) -> this.byResource.computeIfPresent(resource, (key, leases) -> {
				leases.remove(lease);
				return (leases.isEmpty()) ? null : leases;
			}));
	}

	boolean refresh(OwnedLease lease) {
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
			retry(lease);
			throw ex;
		}
		return answered(lease, claims, answers, asked);
	}

	boolean release(OwnedLease lease) {
		boolean held = lease.end(OwnedLease.State.RELEASED);
		if (held) {
			forget(lease);
		}
		List<Claim> own = ownClaims(lease);
		Set<String> released = this.locks.release(own);
		own.stream()
			.map(Claim::resource)
			.filter((resource) -> !released.contains(resource))
			.forEach((resource) -> logger.debug("'" + resource + "' was no longer held when released"));
		return held && released.size() == own.size() && stillKept(lease);
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
		Set<OwnedLease> leases = (kind != JournalEntry.Kind.LOCKED) ? this.byResource.get(resource) : null;
		if (leases != null) {
			leases.forEach((lease) -> plan(lease, System.nanoTime()));
		}
	}

	@Override
	public void onSilenceEnded() {
		this.byResource.values().forEach((leases) -> leases.forEach((lease) -> plan(lease, System.nanoTime())));
	}

	/**
	 * Return how many leases are held.
	 * @return the number of leases
	 */
	public int getCount() {
		return this.open.size();
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
		for (OwnedLease lease : this.open) {
			if (lease.end(OwnedLease.State.RELEASED)) {
				forget(lease);
				claims.addAll(ownClaims(lease));
			}
		}
		if (!claims.isEmpty()) {
			try {
				Set<String> released = this.locks.unlockAll(claims);
				logger.info("Released " + released.size() + " lock(s) still held at shutdown");
			}
			catch (RuntimeException ex) {
				logger.warn("Locks still held at shutdown were not released: " + ex.getMessage());
			}
		}
	}

}
