package io.github.locky.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.locky.store.OneLineLog;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is due. Has one daemon thread, and only while there is something to wait
 * for.
 *
 * @param <T> the type of what becomes due
 */
public final class EngineTimer<T> {

	private static final OneLineLog logger = OneLineLog.of(EngineTimer.class);

	private static final long IDLE_SECONDS = 10;

	private final ReentrantLock lock = new ReentrantLock();

	private final Ticker ticker;

	private final ThreadFactory threads;

	private final Consumer<List<T>> listener;

	private final TreeSet<Entry<T>> entries = new TreeSet<>();

	private long sequence;

	private @Nullable Thread thread;

	private boolean starting;

	/**
	 * Create a timer.
	 * @param ticker tells the time
	 * @param threadName the name of its thread
	 * @param listener told of all that is due, on that thread, which it must not hold up
	 */
	public EngineTimer(Ticker ticker, String threadName, Consumer<List<T>> listener) {
		this(ticker, (task) -> EngineThreads.create(task, threadName), listener);
	}

	EngineTimer(Ticker ticker, ThreadFactory threads, Consumer<List<T>> listener) {
		this.ticker = ticker;
		this.threads = threads;
		this.listener = listener;
	}

	/**
	 * Tell of something when it is due.
	 * @param time when, by the ticker
	 * @param subject what to tell of
	 * @return what it can be removed by
	 */
	public Entry<T> add(long time, T subject) {
		this.lock.lock();
		try {
			Entry<T> entry = new Entry<>(time, this.sequence++, subject);
			this.entries.add(entry);
			if (this.thread == null) {
				needThread();
			}
			else if (this.entries.first() == entry) {
				LockSupport.unpark(this.thread);
			}
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void needThread() {
		if (!this.starting) {
			try {
				this.starting = true;
				EngineThreads.whenPossible(this::startThread);
			}
			catch (RuntimeException | Error ex) {
				this.starting = false;
				throw ex;
			}
		}
	}

	private void startThread() {
		this.lock.lock();
		try {
			if (!this.entries.isEmpty()) {
				Thread thread = this.threads.newThread(this::run);
				thread.start();
				this.thread = thread;
			}
			this.starting = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Do not tell of it.
	 * @param entry what was added; {@code null} if nothing was
	 */
	public void remove(@Nullable Entry<T> entry) {
		if (entry != null) {
			this.lock.lock();
			try {
				this.entries.remove(entry);
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
				this.listener.accept(due);
			}
			catch (RuntimeException | Error ex) {
				logger.error("Unexpected failure", ex);
			}
			// Who is told may leave it behind, and nothing could be waited for any more
			Thread.interrupted();
			due = awaitDue();
		}
	}

	// Empty when the thread is to end, which is decided under the lock
	private List<T> awaitDue() {
		long idleUntil = this.ticker.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
		while (true) {
			long until = idleUntil;
			this.lock.lock();
			try {
				List<T> due = takeDue();
				if (!due.isEmpty()) {
					return due;
				}
				if (!this.entries.isEmpty()) {
					until = this.entries.first().time;
				}
				else if (idleUntil - this.ticker.nanoTime() <= 0) {
					this.thread = null;
					return due;
				}
			}
			finally {
				this.lock.unlock();
			}
			this.ticker.parkUntil(this, until);
		}
	}

	private List<T> takeDue() {
		List<T> due = new ArrayList<>();
		long now = this.ticker.nanoTime();
		while (!this.entries.isEmpty() && this.entries.first().time - now <= 0) {
			due.add(this.entries.pollFirst().subject);
		}
		return due;
	}

	/**
	 * Something that becomes due.
	 *
	 * @param <T> its type
	 */
	public static final class Entry<T> implements Comparable<Entry<T>> {

		private final long time;

		private final long sequence;

		private final T subject;

		private Entry(long time, long sequence, T subject) {
			this.time = time;
			this.sequence = sequence;
			this.subject = subject;
		}

		@Override
		public int compareTo(Entry<T> other) {
			long difference = this.time - other.time;
			return (difference != 0) ? Long.signum(difference) : Long.compare(this.sequence, other.sequence);
		}

	}

}
