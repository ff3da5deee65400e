package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.locky.benchmarks.environment.RedisServer;
import io.github.locky.benchmarks.environment.Worker;
import io.github.locky.benchmarks.measure.Filling;
import io.github.locky.benchmarks.measure.Hearing;
import io.github.locky.benchmarks.measure.Keeping;
import io.github.locky.benchmarks.measure.Pairs;
import io.github.locky.benchmarks.measure.PairsResult;
import io.github.locky.benchmarks.measure.Rounds;
import io.github.locky.benchmarks.measure.Telling;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Events, renewal, memory, and what many held locks change.
 */
final class ServiceReport {

	private static final int MANY = 10_000;

	// It takes that long until the JVM has compiled what comes in turn
	private static final int WARM_UPS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration QUIET = Duration.ofSeconds(3);

	private static final Duration PERIOD = Duration.ofSeconds(10);

	// What is renewed after 10 s and after 15 s was renewed a whole number of times then
	private static final int PERIODS = 3;

	private final RedisServer redis;

	private final Worker first;

	private final Worker second;

	ServiceReport(RedisServer redis, Worker first, Worker second) {
		this.redis = redis;
		this.first = first;
		this.second = second;
	}

	String write() {
		return events() + memory() + renewal() + growth();
	}

	private String events() {
		StringBuilder table = new StringBuilder("### Events, heard in another JVM\n\n")
			.append("| what | p50, p99, longest (ms) | heard |\n|---|---|---|\n");
		for (int i = 0; i < WARM_UPS; i++) {
			paced("warming:" + i + ":");
			expiring("expiring-to-warm:" + i + ":");
		}
		long[] locked = paced("paced:");
		long[] onlyLocked = Arrays.stream(locked).filter((age) -> age > 0).toArray();
		table
			.append(row("call to lock until `locked` is heard, 500 pairs a second", onlyLocked, locked.length, 10_000));
		long[] expired = expiring("expiring:");
		long[] onlyExpired = Arrays.copyOf(expired, MANY);
		table.append(row("deadline until `expired` is heard, 10,000 within a second", onlyExpired, expired.length,
				2 * MANY));
		this.redis.resetStatistics();
		CompletableFuture<long[]> heard = this.second.submit(new Hearing("article:", PATIENCE, QUIET));
		this.first.run(new Pairs(SubjectKind.LOCKY_LISTENING, 8, false, Duration.ofSeconds(1), Duration.ofSeconds(2)));
		table.append("| 8 threads as fast as they can | | %,d of %,d |%n".formatted(heard.join().length,
				this.redis.calls().get("xadd")));
		return table.append("\n").toString();
	}

	private long[] paced(String prefix) {
		return hear(new Telling(prefix, 5_000, 500, Duration.ZERO));
	}

	private long[] expiring(String prefix) {
		return hear(new Telling(prefix, MANY, MANY, Duration.ofSeconds(15)));
	}

	private long[] hear(Telling telling) {
		CompletableFuture<long[]> heard = this.second
			.submit(new Hearing(telling.prefix(), PATIENCE, telling.expiry().plus(QUIET)));
		this.first.run(telling);
		return heard.join();
	}

	private static String row(String what, long[] ages, int heard, int expected) {
		return "| %s | %.1f, %.1f, %.1f | %,d of %,d |%n".formatted(what, Hearing.millis(ages, 0.5),
				Hearing.millis(ages, 0.99), Hearing.millis(ages, 1), heard, expected);
	}

	private String memory() {
		StringBuilder table = new StringBuilder("### Memory of Redis for each of 10,000 held locks\n\n")
			.append("| subject | bytes |\n|---|---|\n");
		for (SubjectKind subject : List.of(SubjectKind.RAW_SCRIPTS, SubjectKind.LOCKY, SubjectKind.REDISSON,
				SubjectKind.INTEGRATION_SPIN, SubjectKind.SHEDLOCK)) {
			long before = this.redis.usedMemory();
			this.first.run(Keeping.take(subject, MANY, false));
			table.append("| %s | %d |%n".formatted(subject.label(), (this.redis.usedMemory() - before) / MANY));
			this.first.run(Keeping.release());
		}
		return table.append("\n").toString();
	}

	// In JVMs of their own, so that nothing but the subject uses processor time there
	private String renewal() {
		StringBuilder table = new StringBuilder("### 10,000 locks under renewal, with a time to live of 30 s\n\n")
			.append("| subject | processor of the JVM, % of one | scripts in 10 s, for renewal alone ")
			.append("| threads more than before |\n|---|---|---|---|\n");
		for (SubjectKind subject : List.of(SubjectKind.LOCKY, SubjectKind.REDISSON, SubjectKind.SHEDLOCK,
				SubjectKind.INTEGRATION_SPIN)) {
			try (Worker worker = Worker.start(this.redis)) {
				worker.run(Keeping.take(subject, MANY, false));
				long holding = scripts(worker, PERIOD);
				worker.run(Keeping.release());
				int threads = worker.run(Keeping.threads());
				worker.run(Keeping.take(subject, MANY, true));
				worker.run(Keeping.idle(PERIOD));
				this.redis.resetStatistics();
				double used = worker.run(Keeping.idle(PERIOD.multipliedBy(PERIODS)));
				table.append("| %s | %.1f | %,d | %d |%n".formatted(subject.label(), 100 * used,
						scripts() / PERIODS - holding, worker.run(Keeping.threads()) - threads));
				worker.run(Keeping.release());
			}
		}
		return table.append("\n").toString();
	}

	private long scripts(Worker worker, Duration duration) {
		this.redis.resetStatistics();
		worker.run(Keeping.idle(duration));
		return scripts();
	}

	private long scripts() {
		return this.redis.calls().getOrDefault("evalsha", 0L);
	}

	// Last, because it leaves much behind
	private String growth() {
		StringBuilder table = new StringBuilder(
				"### A pair of Locky's while many locks are held, as a ratio to two raw scripts\n\n")
			.append("| locks held | 1 thread | 8 threads |\n|---|---|---|\n");
		int held = 0;
		for (int locks : List.of(10, 1_000, 100_000, 1_000_000)) {
			this.first.run(new Filling(held, locks));
			held = locks;
			table.append("| %,d | %.2f | %.2f |%n".formatted(locks, pairs(1), pairs(8)));
		}
		this.redis.flush();
		return table.append("\n").toString();
	}

	private double pairs(int threads) {
		return Rounds
			.run(5, List.of(SubjectKind.RAW_SCRIPTS, SubjectKind.LOCKY), SubjectKind.RAW_SCRIPTS,
					(subject) -> this.first
						.run(new Pairs(subject, threads, false, Duration.ofMillis(100), Duration.ofMillis(300))))
			.ratio(SubjectKind.LOCKY, PairsResult::perSecond);
	}

}
