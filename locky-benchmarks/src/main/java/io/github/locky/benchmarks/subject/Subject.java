package io.github.locky.benchmarks.subject;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A way to lock, set up as an instance of an application would.
 */
public interface Subject extends AutoCloseable {

	/**
	 * Time to live of every lock that is not renewed.
	 */
	Duration TTL = Duration.ofSeconds(30);

	/**
	 * Why a subject that does not lock is not measured.
	 */
	String NOT_HELD = "The lock was not held any more";

	/**
	 * Lock if nobody holds the lock.
	 * @param resource what to lock
	 * @return the lock, {@code null} if another holds it
	 */
	@Nullable Held tryLock(String resource);

	/**
	 * Lock, and wait for it if need be.
	 * @param resource what to lock
	 * @param waitAtMost how long to wait
	 * @return the lock, {@code null} if the time was too short
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	default @Nullable Held lock(String resource, Duration waitAtMost) throws InterruptedException {
		throw new UnsupportedOperationException("There is no waiting with this one");
	}

	/**
	 * Lock, and prolong the lock in the background for as long as it is held.
	 * @param resource what to lock
	 * @return the lock, {@code null} if another holds it
	 */
	default @Nullable Held keepLocked(String resource) {
		throw new UnsupportedOperationException("There is no renewal with this one");
	}

	@Override
	void close();

	/**
	 * A lock that is held.
	 */
	@FunctionalInterface
	interface Held {

		/**
		 * Give it back, as its owner.
		 */
		void release();

	}

}
