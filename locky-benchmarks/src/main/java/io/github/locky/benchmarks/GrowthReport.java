package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.benchmarks.subject.LockySubject;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * What a pair costs while many other locks are held.
 */
final class GrowthReport implements Report {

	private static final Duration LONG = Duration.ofHours(1);

	private final RedisServer redis;

	private final List<Integer> sizes;

	private final int rounds;

	GrowthReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.sizes = effort.of(List.of(10, 1_000, 100_000, 1_000_000), List.of(10, 10_000));
		this.rounds = effort.of(5, 2);
	}

	@Override
	public String write() {
		StringBuilder table = new StringBuilder(
				"| Locky's pairs a second, two raw scripts = 1 | 1 thread | 8 threads |\n")
			.append("|---|---|---|\n");
		try (LockySubject locky = new LockySubject(this.redis.port(), false);
				Subject scripts = SubjectKind.RAW_SCRIPTS.open(this.redis.port())) {
			int held = 0;
			for (int size : this.sizes) {
				fill(locky.operations(), held, size);
				held = size;
				table.append("| %,d locks held | %.2f | %.2f |%n".formatted(size, ratio(locky, scripts, 1),
						ratio(locky, scripts, 8)));
			}
		}
		return table.toString();
	}

	private static void fill(LockyOperations locky, int from, int to) {
		IntStream.range(from, to)
			.parallel()
			.forEach((number) -> locky.lock(LockRequest.of("filling:" + number, "20").ttl(LONG)));
	}

	private double ratio(Subject locky, Subject scripts, int threads) {
		return Rounds
			.run(this.rounds, List.of(locky), scripts,
					(subject) -> Pairs.run(subject, threads, false, Duration.ofMillis(100), Duration.ofMillis(300)))
			.ratio(locky, Pairs::perSecond);
	}

}
