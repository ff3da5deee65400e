package io.github.locky.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.store.Ticker;

import org.springframework.util.Assert;

/**
 * A clock that goes as that of this machine does, and can be moved: time passes at once
 * then, so that a test sees locks expire, leases be renewed and waiters give up without
 * waiting for it.
 */
public final class MovableClock implements InstantSource, Ticker {

	private final InstantSource origin;

	private final AtomicLong passed = new AtomicLong();

	private final AtomicLong stepped = new AtomicLong();

	private final Set<Thread> parked = ConcurrentHashMap.newKeySet();

	/**
	 * Create a clock that is right.
	 */
	public MovableClock() {
		this(InstantSource.system());
	}

	/**
	 * Create a clock that has its time of day from another.
	 * @param origin the other clock
	 */
	MovableClock(InstantSource origin) {
		this.origin = origin;
	}

	/**
	 * Let time pass at once. What is due then is done soon after, on other threads.
	 * @param duration how much of it, not negative
	 */
	public void advance(Duration duration) {
		Assert.isTrue(!duration.isNegative(), () -> "'duration' must not be negative, but is " + duration);
		this.passed.addAndGet(duration.toNanos());
		this.parked.forEach(LockSupport::unpark);
	}

	/**
	 * Let the time of day jump, as if somebody had set the clock: no time passes. Locks
	 * live by the time of day, so they live shorter or longer by that.
	 * @param duration how far; negative to set it back
	 */
	public void step(Duration duration) {
		this.stepped.addAndGet(duration.toMillis());
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(millis());
	}

	@Override
	public long millis() {
		return this.origin.millis() + this.passed.get() / 1_000_000 + this.stepped.get();
	}

	@Override
	public long nanoTime() {
		return System.nanoTime() + this.passed.get();
	}

	// Whoever moves the clock either finds the thread, or is seen by it
	@Override
	public void parkUntil(Object blocker, long time) {
		Thread thread = Thread.currentThread();
		this.parked.add(thread);
		try {
			Ticker.super.parkUntil(blocker, time);
		}
		finally {
			this.parked.remove(thread);
		}
	}

}
