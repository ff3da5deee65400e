package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.locky.engine.EngineTimer;
import io.github.locky.store.Ticker;

/**
 * Knows when the store is to be asked about each lease, and when its deadline passes.
 * Each lease has one entry in a timer, for what comes first. The timer's thread never
 * waits for the store, so that a store that does not answer cannot hide that a lease is
 * over.
 */
final class LeaseScheduler {

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	// That a lease is lost is told to the instance that took it; who resumed it, or was
	// not reached, has to look
	private static final long LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(30);

	private static final long RESUMED_LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(5);

	private final ReentrantLock lock = new ReentrantLock();

	private final Ticker ticker;

	private final EngineTimer<OwnedLease> timer;

	private final Consumer<List<OwnedLease>> ask;

	private final Consumer<OwnedLease> end;

	/**
	 * Create a scheduler.
	 * @param ticker tells the time
	 * @param ask asks the store about leases, without waiting for the answer
	 * @param end ends a lease whose deadline has passed
	 */
	LeaseScheduler(Ticker ticker, Consumer<List<OwnedLease>> ask, Consumer<OwnedLease> end) {
		this.ticker = ticker;
		this.timer = new EngineTimer<>(ticker, "locky-lease-scheduler", this::onDue);
		this.ask = ask;
		this.end = end;
	}

	/**
	 * Plan for a new deadline.
	 * @param lease the lease
	 */
	void schedule(OwnedLease lease) {
		plan(lease, nextLook(lease));
	}

	// Renewals end up on a grid of a quarter of their interval, so that many are due at
	// once
	private long nextLook(OwnedLease lease) {
		long now = this.ticker.nanoTime();
		Duration lifetime = (lease.isRenewed(now)) ? lease.lifetime(now) : null;
		if (lifetime != null) {
			long interval = lifetime.toNanos() / 3;
			long grid = Math.max(1, interval / 4);
			return Math.floorDiv(now + interval, grid) * grid;
		}
		long look = now + ((lease.isResumed()) ? RESUMED_LOOK_INTERVAL : LOOK_INTERVAL);
		Long deadline = lease.deadline().time();
		if (deadline == null || look - deadline < 0) {
			return look;
		}
		long left = deadline - now;
		return (left > SHORTEST_PAUSE) ? deadline - Math.min(left / 10, LONGEST_PAUSE) : deadline;
	}

	/**
	 * Ask about a lease as soon as possible.
	 * @param lease the lease
	 */
	void soon(OwnedLease lease) {
		plan(lease, this.ticker.nanoTime());
	}

	/**
	 * Ask again about a lease that the store gave no answer about.
	 * @param lease the lease
	 */
	void retry(OwnedLease lease) {
		long now = this.ticker.nanoTime();
		Long deadline = lease.deadline().time();
		long pause = (deadline != null) ? (deadline - now) / 8 : LONGEST_PAUSE;
		plan(lease, now + Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, pause)));
	}

	// An earlier plan stays: something may have been heard since the store was asked
	private void plan(OwnedLease lease, long look) {
		this.lock.lock();
		try {
			if (lease.nextLook == null || look - lease.nextLook < 0) {
				lease.nextLook = look;
			}
			enter(lease);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enter(OwnedLease lease) {
		this.timer.remove(lease.entry);
		lease.entry = null;
		Long deadline = lease.deadline().time();
		Long time = (lease.nextLook != null && (deadline == null || lease.nextLook - deadline < 0)) ? lease.nextLook
				: deadline;
		if (time != null && lease.isHeld()) {
			lease.entry = this.timer.add(time, lease);
		}
	}

	/**
	 * Ask no more about a lease, but see when its deadline passes.
	 * @param lease the lease
	 */
	void watchDeadline(OwnedLease lease) {
		this.lock.lock();
		try {
			lease.nextLook = null;
			enter(lease);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Plan no more for a lease that has ended.
	 * @param lease the lease
	 */
	void remove(OwnedLease lease) {
		this.lock.lock();
		try {
			this.timer.remove(lease.entry);
			lease.entry = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void onDue(List<OwnedLease> due) {
		due.forEach(this::watchUnlessOverdue);
		due.stream().filter(OwnedLease::isOverdue).forEach(this.end);
		this.ask.accept(due.stream().filter(OwnedLease::isHeld).toList());
	}

	// What is asked about now has its deadline as the next entry
	private void watchUnlessOverdue(OwnedLease lease) {
		if (!lease.isOverdue()) {
			watchDeadline(lease);
		}
	}

}
