package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.locky.engine.EngineThreads;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Knows when the store is to be asked about each lease, and when its deadline passes.
 * Each lease has one entry, for what comes first. Has one daemon thread, and only while
 * there is something to wait for; it never waits for the store, so that a store that does
 * not answer cannot hide that a lease is over.
 */
final class LeaseScheduler {

	private static final OneLineLog logger = OneLineLog.of(LeaseScheduler.class);

	private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	// That a lease is lost is told to the instance that took it; who resumed it, or was
	// not reached, has to look
	private static final long LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(30);

	private static final long RESUMED_LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(5);

	private static final long IDLE_SECONDS = 10;

	private static final AtomicLong SEQUENCE = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private final Ticker ticker;

	private final TreeSet<Entry> entries = new TreeSet<>();

	private final Consumer<List<OwnedLease>> ask;

	private final Consumer<OwnedLease> end;

	private @Nullable Thread thread;

	/**
	 * Create a scheduler.
	 * @param ticker tells the time
	 * @param ask asks the store about leases, without waiting for the answer
	 * @param end ends a lease whose deadline has passed
	 */
	LeaseScheduler(Ticker ticker, Consumer<List<OwnedLease>> ask, Consumer<OwnedLease> end) {
		this.ticker = ticker;
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
		removeEntry(lease);
		Long deadline = lease.deadline().time();
		Long time = (lease.nextLook != null && (deadline == null || lease.nextLook - deadline < 0)) ? lease.nextLook
				: deadline;
		if (time == null || !lease.isHeld()) {
			return;
		}
		Entry entry = new Entry(lease, time, SEQUENCE.incrementAndGet());
		lease.entry = entry;
		this.entries.add(entry);
		if (this.thread == null) {
			this.thread = EngineThreads.create(this::run, "locky-lease-scheduler");
			this.thread.start();
		}
		else if (this.entries.first() == entry) {
			LockSupport.unpark(this.thread);
		}
	}

	private void removeEntry(OwnedLease lease) {
		if (lease.entry != null) {
			this.entries.remove(lease.entry);
			lease.entry = null;
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
			removeEntry(lease);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		List<OwnedLease> due = awaitDue();
		while (!due.isEmpty()) {
			try {
				due.stream().filter(OwnedLease::isOverdue).forEach(this.end);
				this.ask.accept(due.stream().filter(OwnedLease::isHeld).toList());
			}
			catch (RuntimeException | Error ex) {
				logger.error("Unexpected failure", ex);
			}
			due = awaitDue();
		}
	}

	// Empty when the thread is to end, which is decided under the lock
	private List<OwnedLease> awaitDue() {
		long idleUntil = this.ticker.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
		while (true) {
			long until = idleUntil;
			this.lock.lock();
			try {
				List<OwnedLease> due = takeDue();
				if (!due.isEmpty()) {
					return due;
				}
				if (!this.entries.isEmpty()) {
					until = this.entries.first().time();
				}
				else if (idleUntil - this.ticker.nanoTime() <= 0) {
					this.thread = null;
					return List.of();
				}
			}
			finally {
				this.lock.unlock();
			}
			this.ticker.parkUntil(this, until);
		}
	}

	// What is asked about now has its deadline as the next entry
	private List<OwnedLease> takeDue() {
		List<OwnedLease> due = new ArrayList<>();
		long now = this.ticker.nanoTime();
		while (!this.entries.isEmpty() && this.entries.first().time() - now <= 0) {
			OwnedLease lease = this.entries.first().lease();
			removeEntry(lease);
			lease.nextLook = null;
			due.add(lease);
		}
		due.stream().filter((lease) -> !lease.isOverdue()).forEach(this::enter);
		return due;
	}

	/**
	 * A lease and when to look at it.
	 *
	 * @param lease the lease
	 * @param time the time, by the ticker
	 * @param sequence tells entries with the same time apart
	 */
	record Entry(OwnedLease lease, long time, long sequence) implements Comparable<Entry> {

		@Override
		public int compareTo(Entry other) {
			long difference = this.time - other.time;
			return (difference != 0) ? Long.signum(difference) : Long.compare(this.sequence, other.sequence);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Entry entry && entry.sequence == this.sequence;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.sequence);
		}

	}

}
