package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.locky.redis.Daemons;
import org.jspecify.annotations.Nullable;

/**
 * Knows when Redis is to be asked about each lease, and when its deadline passes. There
 * is never more than one plan to ask about a lease.
 */
final class LeaseCalendar {

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final DueQueue<Entry> queue;

	private final Consumer<List<OwnedLease>> ask;

	private final Consumer<OwnedLease> end;

	/**
	 * Create a calendar.
	 * @param daemons makes the thread
	 * @param ask asks Redis about leases, without waiting for the answer
	 * @param end ends a lease whose deadline has passed
	 */
	LeaseCalendar(Daemons daemons, Consumer<List<OwnedLease>> ask, Consumer<OwnedLease> end) {
		this.queue = new DueQueue<>(daemons, "locky-lease-calendar", this::due);
		this.ask = ask;
		this.end = end;
	}

	private void due(List<Entry> entries) {
		List<OwnedLease> toAsk = new ArrayList<>();
		for (Entry entry : entries) {
			if (entry.end()) {
				this.end.accept(entry.lease());
			}
			else {
				planDone(entry.lease());
				toAsk.add(entry.lease());
			}
		}
		this.ask.accept(toAsk);
	}

	private static void planDone(OwnedLease lease) {
		synchronized (lease) {
			lease.work = null;
		}
	}

	/**
	 * Plan for a new deadline.
	 * @param lease the lease
	 */
	void schedule(OwnedLease lease) {
		synchronized (lease) {
			this.queue.remove(lease.end);
			Long deadline = lease.deadline();
			if (deadline != null && lease.isHeld()) {
				lease.end = this.queue.add(new Entry(lease, true), deadline);
				Long next = nextWork(lease, deadline);
				if (next != null) {
					plan(lease, next);
				}
			}
		}
	}

	// Renewals end up on a grid of a quarter of their interval, so that many are due at
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
		return (left > SHORTEST_PAUSE) ? deadline - Math.min(left / 10, LONGEST_PAUSE) : null;
	}

	/**
	 * Ask about a lease as soon as possible.
	 * @param lease the lease
	 */
	void soon(OwnedLease lease) {
		plan(lease, System.nanoTime());
	}

	/**
	 * Ask again about a lease that Redis gave no answer about.
	 * @param lease the lease
	 */
	void retry(OwnedLease lease) {
		Long deadline = lease.deadline();
		if (deadline != null) {
			long now = System.nanoTime();
			plan(lease, now + Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, (deadline - now) / 8)));
		}
	}

	// An earlier plan stays: the bell may have rung since Redis was asked
	private void plan(OwnedLease lease, long time) {
		synchronized (lease) {
			DueQueue.Due<Entry> planned = lease.work;
			if (lease.isHeld() && (planned == null || time - planned.time() < 0)) {
				this.queue.remove(planned);
				lease.work = this.queue.add(new Entry(lease, false), time);
			}
		}
	}

	/**
	 * Plan no more for a lease that has ended.
	 * @param lease the lease
	 */
	void remove(OwnedLease lease) {
		synchronized (lease) {
			this.queue.remove(lease.work);
			this.queue.remove(lease.end);
		}
	}

	/**
	 * What is due.
	 *
	 * @param lease the lease
	 * @param end whether its deadline passes, rather than that Redis is to be asked
	 */
	record Entry(OwnedLease lease, boolean end) {
	}

}
