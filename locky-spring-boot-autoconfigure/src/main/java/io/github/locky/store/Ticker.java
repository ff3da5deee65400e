package io.github.locky.store;

import java.util.concurrent.locks.LockSupport;

/**
 * The time that passes, by which deadlines are measured that a store has told. It is no
 * time of day, and never goes back.
 */
@FunctionalInterface
public interface Ticker {

	/**
	 * The time that passes on this machine.
	 */
	Ticker SYSTEM = System::nanoTime;

	/**
	 * Return the time.
	 * @return nanoseconds since some moment, as those of {@link System#nanoTime()}
	 */
	long nanoTime();

	/**
	 * Let the calling thread wait until a time, until it is unparked or interrupted, or
	 * for no reason at all.
	 * @param blocker why it waits
	 * @param time the time, as {@link #nanoTime()} tells it
	 */
	default void parkUntil(Object blocker, long time) {
		LockSupport.parkNanos(blocker, time - nanoTime());
	}

}
