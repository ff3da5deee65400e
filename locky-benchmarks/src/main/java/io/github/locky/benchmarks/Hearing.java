package io.github.locky.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;

/**
 * The events about some resources, and how old they were when they were heard: a
 * {@code locked} counts from the time in µs that its locker is named after, if it is, an
 * {@code expired} from its deadline, an {@code unlocked} not at all.
 */
final class Hearing {

	private final String prefix;

	private final AtomicInteger heard = new AtomicInteger();

	private final Queue<Long> ages = new ConcurrentLinkedQueue<>();

	/**
	 * Create.
	 * @param prefix what the resources begin with
	 */
	Hearing(String prefix) {
		this.prefix = prefix;
	}

	void hear(LockyEvent event) {
		if (!event.getResource().startsWith(this.prefix)) {
			return;
		}
		if (event instanceof ResourceExpiredEvent) {
			this.ages.add(micros(Instant.now()) - micros(event.getInstant()));
		}
		else if (event instanceof ResourceLockedEvent && Character.isDigit(event.getLocker().charAt(0))) {
			this.ages.add(micros(Instant.now()) - Long.parseLong(event.getLocker()));
		}
		this.heard.incrementAndGet();
	}

	static long micros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	/**
	 * Wait for what is to be heard, and a little longer to hear what is too much.
	 * @param expected how many events
	 * @param patience how long to wait
	 */
	void await(int expected, Duration patience) {
		long start = System.nanoTime();
		while (this.heard.get() < expected && System.nanoTime() - start < patience.toNanos()) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
		}
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
	}

	/**
	 * Tell what was heard.
	 * @param what what it is about
	 * @param expected how many events were to be heard
	 * @return a row of a table
	 */
	String row(String what, int expected) {
		long[] sorted = this.ages.stream().mapToLong(Long::longValue).sorted().toArray();
		String times = (sorted.length > 0) ? "%.1f, %.1f, %.1f".formatted(Medians.percentile(sorted, 0.5) / 1000,
				Medians.percentile(sorted, 0.99) / 1000, Medians.percentile(sorted, 1) / 1000) : "";
		return "| %s | %s | %,d of %,d |%n".formatted(what, times, this.heard.get(), expected);
	}

}
