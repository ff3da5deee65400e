package io.github.locky.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.locky.redis.Daemons;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands over elements when they are due, all that are due at once. Has one daemon thread,
 * and only while there is something to wait for.
 *
 * @param <T> the type of the elements
 */
final class DueQueue<T> {

	private static final Log logger = LogFactory.getLog(DueQueue.class);

	private static final long IDLE_SECONDS = 10;

	private static final AtomicLong SEQUENCE = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final TreeSet<Due<T>> queue = new TreeSet<>();

	private final Daemons daemons;

	private final String threadName;

	private final Consumer<List<T>> handler;

	private @Nullable Thread thread;

	DueQueue(Daemons daemons, String threadName, Consumer<List<T>> handler) {
		this.daemons = daemons;
		this.threadName = threadName;
		this.handler = handler;
	}

	/**
	 * Add an element.
	 * @param element the element
	 * @param time when it is due, in {@link System#nanoTime()}
	 * @return what to remove it by
	 */
	Due<T> add(T element, long time) {
		Due<T> due = new Due<>(element, time, SEQUENCE.incrementAndGet());
		this.lock.lock();
		try {
			this.queue.add(due);
			if (this.thread == null) {
				this.thread = this.daemons.create(this::run, this.threadName);
				this.thread.start();
			}
			else if (this.queue.first() == due) {
				this.changed.signal();
			}
		}
		finally {
			this.lock.unlock();
		}
		return due;
	}

	void remove(@Nullable Due<T> due) {
		if (due != null) {
			this.lock.lock();
			try {
				this.queue.remove(due);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void run() {
		List<T> due = awaitDue();
		while (!due.isEmpty()) {
			try {
				this.handler.accept(due);
			}
			catch (RuntimeException | Error ex) {
				logger.error("Unexpected failure of " + this.threadName, ex);
			}
			due = awaitDue();
		}
	}

	// Empty when the thread is to end, which is decided under the lock
	private List<T> awaitDue() {
		this.lock.lock();
		try {
			while (true) {
				List<T> due = takeDue();
				if (!due.isEmpty()) {
					return due;
				}
				long wait = (this.queue.isEmpty()) ? TimeUnit.SECONDS.toNanos(IDLE_SECONDS)
						: this.queue.first().time() - System.nanoTime();
				boolean elapsed = await(wait);
				if (elapsed && this.queue.isEmpty()) {
					this.thread = null;
					return List.of();
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean await(long nanos) {
		try {
			return this.changed.awaitNanos(nanos) <= 0;
		}
		catch (InterruptedException ex) {
			// Nobody who knows this thread has a reason to interrupt it
			return false;
		}
	}

	private List<T> takeDue() {
		List<T> due = new ArrayList<>();
		long now = System.nanoTime();
		while (!this.queue.isEmpty() && this.queue.first().time() - now <= 0) {
			due.add(this.queue.pollFirst().element());
		}
		return due;
	}

	/**
	 * An element and its time.
	 *
	 * @param <T> the type of the element
	 * @param element the element
	 * @param time when it is due
	 * @param sequence tells elements with the same time apart
	 */
	record Due<T>(T element, long time, long sequence) implements Comparable<Due<T>> {

		@Override
		public int compareTo(Due<T> other) {
			long difference = this.time - other.time;
			return (difference != 0) ? Long.signum(difference) : Long.compare(this.sequence, other.sequence);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Due<?> due && due.sequence == this.sequence;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.sequence);
		}

	}

}
