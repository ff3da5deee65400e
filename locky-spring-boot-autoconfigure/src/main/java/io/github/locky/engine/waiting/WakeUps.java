package io.github.locky.engine.waiting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.github.locky.engine.EngineThreads;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Wakes up calls for which no thread waits. Has one daemon thread, and only while there
 * is something to wait for.
 */
final class WakeUps {

	private static final OneLineLog logger = OneLineLog.of(WakeUps.class);

	private static final long IDLE_SECONDS = 10;

	private final ReentrantLock lock = new ReentrantLock();

	private final Ticker ticker;

	private final TreeSet<WakeUp> planned = new TreeSet<>(
			Comparator.<WakeUp>comparingLong((wakeUp) -> wakeUp.time).thenComparingLong((wakeUp) -> wakeUp.sequence));

	private long sequence;

	private @Nullable Thread thread;

	WakeUps(Ticker ticker) {
		this.ticker = ticker;
	}

	/**
	 * Do something later.
	 * @param time when, by the ticker
	 * @param action what to do, which must return at once
	 * @return what it can be cancelled by
	 */
	WakeUp at(long time, Runnable action) {
		this.lock.lock();
		try {
			WakeUp wakeUp = new WakeUp(time, this.sequence++, action);
			this.planned.add(wakeUp);
			if (this.thread == null) {
				this.thread = EngineThreads.create(this::run, "locky-wake-ups");
				this.thread.start();
			}
			else if (this.planned.first() == wakeUp) {
				LockSupport.unpark(this.thread);
			}
			return wakeUp;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Do not do it.
	 * @param wakeUp what was planned; {@code null} if that is nothing
	 */
	void cancel(@Nullable WakeUp wakeUp) {
		if (wakeUp != null) {
			this.lock.lock();
			try {
				this.planned.remove(wakeUp);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void run() {
		List<WakeUp> due = awaitDue();
		while (!due.isEmpty()) {
			for (WakeUp wakeUp : due) {
				try {
					wakeUp.action.run();
				}
				catch (RuntimeException | Error ex) {
					logger.error("Unexpected failure", ex);
				}
			}
			due = awaitDue();
		}
	}

	// Empty when the thread is to end, which is decided under the lock
	private List<WakeUp> awaitDue() {
		long idleUntil = this.ticker.nanoTime() + TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
		while (true) {
			long until = idleUntil;
			this.lock.lock();
			try {
				List<WakeUp> due = takeDue();
				if (!due.isEmpty()) {
					return due;
				}
				if (!this.planned.isEmpty()) {
					until = this.planned.first().time;
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

	private List<WakeUp> takeDue() {
		List<WakeUp> due = new ArrayList<>();
		long now = this.ticker.nanoTime();
		while (!this.planned.isEmpty() && this.planned.first().time - now <= 0) {
			due.add(this.planned.pollFirst());
		}
		return due;
	}

	/**
	 * What is to be done.
	 */
	static final class WakeUp {

		private final long time;

		private final long sequence;

		private final Runnable action;

		private WakeUp(long time, long sequence, Runnable action) {
			this.time = time;
			this.sequence = sequence;
			this.action = action;
		}

	}

}
