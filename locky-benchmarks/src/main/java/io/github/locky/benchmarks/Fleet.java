package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.benchmarks.subject.LockySubject;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceUnlockedEvent;

import org.springframework.util.Assert;

/**
 * Instances of one application that all listen to events. What one of them does counts as
 * done when all have heard of it.
 */
final class Fleet implements AutoCloseable {

	private static final String LOCKER = "20";

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration SHORT_TTL = Duration.ofMillis(50);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final int port;

	private final List<LockySubject> instances = new ArrayList<>();

	private final LongAdder unlocked = new LongAdder();

	private final LongAdder expired = new LongAdder();

	private int resources;

	Fleet(int port) {
		this.port = port;
	}

	void growTo(int size) {
		while (this.instances.size() < size) {
			LockySubject instance = new LockySubject(this.port, true);
			instance.listen((event) -> {
				if (event instanceof ResourceUnlockedEvent) {
					this.unlocked.increment();
				}
				else if (event instanceof ResourceExpiredEvent) {
					this.expired.increment();
				}
			});
			this.instances.add(instance);
		}
	}

	void pair() {
		long before = this.unlocked.sum();
		LockyOperations locky = next();
		String resource = "article:" + this.resources % 64;
		Assert.state(locky.lock(LockRequest.of(resource, LOCKER).ttl(TTL)), "Nobody else wants this lock");
		Assert.state(locky.unlock(resource, LOCKER), "The lock was not held any more");
		await(this.unlocked::sum, before + this.instances.size());
	}

	void expiry() {
		long before = this.expired.sum();
		Assert.state(next().lock(LockRequest.of("expiring:" + this.resources, LOCKER).ttl(SHORT_TTL)),
				"Nobody else wants this lock");
		await(this.expired::sum, before + this.instances.size());
	}

	private LockyOperations next() {
		return this.instances.get(this.resources++ % this.instances.size()).operations();
	}

	/**
	 * Wait until enough was heard.
	 * @param heard how much was heard
	 * @param enough how much there is to be heard
	 */
	static void await(LongSupplier heard, long enough) {
		long start = System.nanoTime();
		while (heard.getAsLong() < enough) {
			Assert.state(System.nanoTime() - start < PATIENCE.toNanos(),
					() -> "%d were not heard".formatted(enough - heard.getAsLong()));
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
		}
	}

	@Override
	public void close() {
		this.instances.forEach(LockySubject::close);
	}

}
