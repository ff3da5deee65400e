package io.github.locky.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.LockRequest;
import io.github.locky.benchmarks.subject.LockySubject;

/**
 * What one instance does and another hears.
 */
final class EventsReport implements Report {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int PER_SECOND = 500;

	private final RedisServer redis;

	// It takes that long until the JVM has compiled what comes in turn
	private final int warmUps;

	private final int pairs;

	private final int expiries;

	private final Duration untilExpiry;

	private final Duration flood;

	private int hearings;

	EventsReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.warmUps = effort.of(3, 0);
		this.pairs = effort.of(5_000, 1_000);
		this.expiries = effort.of(10_000, 2_000);
		this.untilExpiry = effort.of(Duration.ofSeconds(15), Duration.ofSeconds(5));
		this.flood = effort.of(Duration.ofSeconds(3), Duration.ofSeconds(1));
	}

	@Override
	public String write() {
		try (LockySubject teller = new LockySubject(this.redis.port(), true);
				LockySubject listener = new LockySubject(this.redis.port(), true)) {
			for (int i = 0; i < this.warmUps; i++) {
				paced(teller, listener);
				expiring(teller, listener);
			}
			return "| heard in another instance | p50, p99, longest (ms) | heard |\n|---|---|---|\n"
					+ paced(teller, listener) + expiring(teller, listener) + flood(teller, listener);
		}
	}

	private String paced(LockySubject teller, LockySubject listener) {
		String prefix = "paced:" + this.hearings++ + ":";
		Hearing hearing = new Hearing(prefix);
		listener.listen(hearing::hear);
		long start = System.nanoTime();
		for (int i = 0; i < this.pairs; i++) {
			LockSupport.parkNanos(start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND - System.nanoTime());
			String locker = String.valueOf(Hearing.micros(Instant.now()));
			teller.operations().lock(LockRequest.of(prefix + i, locker).ttl(TTL));
			teller.operations().unlock(prefix + i, locker);
		}
		hearing.await(2 * this.pairs, PATIENCE);
		return hearing.row("call to lock until `locked` is heard, %d pairs a second".formatted(PER_SECOND),
				2 * this.pairs);
	}

	private String expiring(LockySubject teller, LockySubject listener) {
		String prefix = "expiring:" + this.hearings++ + ":";
		Hearing hearing = new Hearing(prefix);
		listener.listen(hearing::hear);
		long first = System.nanoTime() + this.untilExpiry.toNanos();
		for (int i = 0; i < this.expiries; i++) {
			long left = first + i * TimeUnit.SECONDS.toNanos(1) / this.expiries - System.nanoTime();
			teller.operations()
				.lock(LockRequest.of(prefix + i, "somebody")
					.ttl(Duration.ofMillis(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)))));
		}
		hearing.await(2 * this.expiries, this.untilExpiry.plus(PATIENCE));
		return hearing.row("deadline until `expired` is heard, %,d within a second".formatted(this.expiries),
				2 * this.expiries);
	}

	private String flood(LockySubject teller, LockySubject listener) {
		String prefix = "flood:";
		Hearing hearing = new Hearing(prefix);
		listener.listen(hearing::hear);
		List<Callable<Integer>> tasks = Collections.nCopies(8, () -> pairs(teller, prefix + UUID.randomUUID()));
		ExecutorService executor = Executors.newFixedThreadPool(8);
		int events = 0;
		try {
			for (Future<Integer> pairs : executor.invokeAll(tasks)) {
				events += 2 * pairs.get();
			}
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			executor.shutdown();
		}
		hearing.await(events, PATIENCE);
		return hearing.row("8 threads as fast as they can", events);
	}

	private int pairs(LockySubject teller, String resource) {
		int pairs = 0;
		for (long start = System.nanoTime(); System.nanoTime() - start < this.flood.toNanos(); pairs++) {
			teller.operations().lock(LockRequest.of(resource, "somebody").ttl(TTL));
			teller.operations().unlock(resource, "somebody");
		}
		return pairs;
	}

}
