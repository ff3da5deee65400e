package io.github.locky.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * When the sweeper is to look at each partition next, in {@link System#nanoTime()}.
 * Whoever learns of a nearer deadline moves the time forward and wakes the sweeper. The
 * instance that took a lock comes first, so that the others mostly find nothing left to
 * do.
 */
final class SweepSchedule {

	private static final long AFTER_OWN_DEADLINE = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long AFTER_OTHER_DEADLINE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long UNPLANNED = TimeUnit.DAYS.toNanos(10_000);

	private volatile @Nullable AtomicLongArray times;

	private volatile @Nullable Thread sweeper;

	/**
	 * Begin with all partitions due, for the calling thread to sweep.
	 * @param partitions the number of partitions
	 */
	void begin(int partitions) {
		AtomicLongArray times = new AtomicLongArray(partitions);
		long now = System.nanoTime();
		for (int i = 0; i < partitions; i++) {
			times.set(i, now);
		}
		this.sweeper = Thread.currentThread();
		this.times = times;
	}

	/**
	 * Note a deadline of a lock that this instance has taken.
	 * @param partition the partition
	 * @param untilDeadline the time until the deadline
	 */
	void ownDeadline(int partition, Duration untilDeadline) {
		moveForward(partition, afterOwn(untilDeadline.toMillis()));
	}

	/**
	 * Note a deadline of a lock that another instance has taken.
	 * @param partition the partition
	 * @param untilDeadline the time until the deadline
	 */
	void otherDeadline(int partition, Duration untilDeadline) {
		moveForward(partition, afterOther(untilDeadline.toMillis()));
	}

	static long afterOwn(long millis) {
		return System.nanoTime() + toNanos(millis) + AFTER_OWN_DEADLINE;
	}

	static long afterOther(long millis) {
		return System.nanoTime() + toNanos(millis) + AFTER_OTHER_DEADLINE
				+ ThreadLocalRandom.current().nextLong(AFTER_OTHER_DEADLINE);
	}

	// A time to live of a hundred years does not fit, and the poll comes long before
	private static long toNanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, TimeUnit.HOURS.toMillis(1)));
	}

	void moveForward(int partition, long time) {
		AtomicLongArray times = this.times;
		if (times == null) {
			return;
		}
		long planned = times.get(partition);
		while (time - planned < 0) {
			if (times.compareAndSet(partition, planned, time)) {
				LockSupport.unpark(this.sweeper);
				return;
			}
			planned = times.get(partition);
		}
	}

	/**
	 * Take a partition if it is due. It is not due again before somebody moves its time
	 * forward.
	 * @param partition the partition
	 * @return whether it is due
	 */
	boolean takeIfDue(int partition) {
		AtomicLongArray times = this.times;
		if (times == null || times.get(partition) - System.nanoTime() > 0) {
			return false;
		}
		times.set(partition, System.nanoTime() + UNPLANNED);
		return true;
	}

	/**
	 * End the sweeper's wait.
	 */
	void wake() {
		LockSupport.unpark(this.sweeper);
	}

	/**
	 * Wait until a partition is due or the sweeper is woken.
	 */
	void await() {
		AtomicLongArray times = this.times;
		if (times == null) {
			return;
		}
		long earliest = times.get(0);
		for (int i = 1; i < times.length(); i++) {
			long time = times.get(i);
			earliest = (time - earliest < 0) ? time : earliest;
		}
		long wait = earliest - System.nanoTime();
		if (wait > 0) {
			LockSupport.parkNanos(this, wait);
		}
	}

}
