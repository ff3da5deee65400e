package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Locking and unlocking what nobody else wants.
 */
final class PairsReport implements Report {

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.values());

	private static final List<Integer> THREADS = List.of(1, 8, 64);

	private static final Duration SETTLE = Duration.ofMillis(100);

	private final RedisServer redis;

	private final int rounds;

	private final Duration duration;

	private final Duration warmUp;

	private final Map<SubjectKind, Subject> open = new EnumMap<>(SubjectKind.class);

	private final List<Rounds<SubjectKind, Pairs>> reused = new ArrayList<>();

	PairsReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.rounds = effort.of(7, 1);
		this.duration = effort.of(Duration.ofMillis(300), Duration.ofMillis(100));
		this.warmUp = effort.of(Duration.ofSeconds(3), Duration.ofSeconds(1));
	}

	@Override
	public String write() {
		try {
			SUBJECTS.forEach((subject) -> Pairs.run(open(subject), 8, false, this.warmUp, this.warmUp));
			THREADS.forEach((threads) -> this.reused.add(measure(this.rounds, threads, false)));
			return table(measure((this.rounds + 1) / 2, 8, true));
		}
		finally {
			this.open.values().forEach(Subject::close);
			this.open.clear();
		}
	}

	private Subject open(SubjectKind kind) {
		return this.open.computeIfAbsent(kind, (key) -> key.open(this.redis.port()));
	}

	private Rounds<SubjectKind, Pairs> measure(int rounds, int threads, boolean fresh) {
		return Rounds.run(rounds, SUBJECTS, SubjectKind.RAW_SCRIPTS,
				(subject) -> Pairs.run(open(subject), threads, fresh, SETTLE, this.duration));
	}

	private String table(Rounds<SubjectKind, Pairs> fresh) {
		StringBuilder table = new StringBuilder("| pairs a second, two raw scripts = 1 ").append(
				"| 1 thread | 8 threads | 64 threads | 8 threads, new keys | time of a pair, 8 threads: p50, p99 | bytes allocated |\n")
			.append("|---|---|---|---|---|---|---|\n");
		Rounds<SubjectKind, Pairs> eight = this.reused.get(1);
		for (SubjectKind subject : SUBJECTS) {
			table.append("| ").append(subject.label());
			this.reused.forEach((rounds) -> table.append(" | ").append(ratio(rounds, subject)));
			table.append(" | %s | %.2f, %.2f | %,.0f |%n".formatted(ratio(fresh, subject),
					eight.ratio(subject, Pairs::median), eight.ratio(subject, Pairs::p99),
					this.reused.get(0).median(subject, Pairs::allocated)));
		}
		return table.toString();
	}

	private static String ratio(Rounds<SubjectKind, Pairs> rounds, SubjectKind subject) {
		return "%.2f".formatted(rounds.ratio(subject, Pairs::perSecond));
	}

	@Override
	public Chart chart() {
		Chart chart = new Chart("Uncontended pairs, two raw scripts = 1",
				List.of("1 thread", "8 threads", "64 threads"));
		for (SubjectKind subject : SUBJECTS) {
			chart.row(subject.label(),
					this.reused.stream().map((rounds) -> rounds.ratio(subject, Pairs::perSecond)).toList());
		}
		return chart;
	}

}
