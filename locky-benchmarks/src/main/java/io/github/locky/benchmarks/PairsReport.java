package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Locking and unlocking what nobody else wants.
 */
final class PairsReport implements Report {

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.values());

	private static final Duration SETTLE = Duration.ofMillis(100);

	private final RedisServer redis;

	private final int rounds;

	private final Duration duration;

	private final Duration warmUp;

	private final Map<SubjectKind, Subject> open = new EnumMap<>(SubjectKind.class);

	private final Map<String, Rounds<SubjectKind, Pairs>> reused = new LinkedHashMap<>();

	PairsReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.rounds = effort.of(7, 1);
		this.duration = effort.of(Duration.ofMillis(300), Duration.ofMillis(100));
		this.warmUp = effort.of(Duration.ofSeconds(3), Duration.ofSeconds(1));
	}

	@Override
	public String write() {
		SUBJECTS.forEach((subject) -> this.open.put(subject, subject.open(this.redis.port())));
		try {
			SUBJECTS.forEach((subject) -> Pairs.run(this.open.get(subject), 8, false, this.warmUp, this.warmUp));
			this.reused.put("1 thread", measure(this.rounds, 1, false));
			this.reused.put("8 threads", measure(this.rounds, 8, false));
			this.reused.put("64 threads", measure(this.rounds, 64, false));
			return table(measure((this.rounds + 1) / 2, 8, true));
		}
		finally {
			this.open.values().forEach(Subject::close);
			this.open.clear();
		}
	}

	private Rounds<SubjectKind, Pairs> measure(int rounds, int threads, boolean fresh) {
		return Rounds.run(rounds, SUBJECTS, SubjectKind.RAW_SCRIPTS,
				(subject) -> Pairs.run(this.open.get(subject), threads, fresh, SETTLE, this.duration));
	}

	private String table(Rounds<SubjectKind, Pairs> fresh) {
		StringBuilder table = new StringBuilder("| pairs a second, two raw scripts = 1 | ")
			.append(String.join(" | ", this.reused.keySet()))
			.append(" | 8 threads, new keys | time of a pair, 8 threads: p50, p99 | bytes allocated |\n")
			.append("|---|---|---|---|---|---|---|\n");
		Rounds<SubjectKind, Pairs> eight = this.reused.get("8 threads");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| ").append(subject.label());
			this.reused.values().forEach((rounds) -> table.append(" | ").append(ratio(rounds, subject)));
			table.append(" | %s | %.2f, %.2f | %,.0f |%n".formatted(ratio(fresh, subject),
					eight.ratio(subject, Pairs::median), eight.ratio(subject, Pairs::p99),
					this.reused.get("1 thread").median(subject, Pairs::allocated)));
		}
		return table.toString();
	}

	private static String ratio(Rounds<SubjectKind, Pairs> rounds, SubjectKind subject) {
		return "%.2f".formatted(rounds.ratio(subject, Pairs::perSecond));
	}

	@Override
	public Chart chart() {
		Chart chart = new Chart("Uncontended pairs, two raw scripts = 1", List.copyOf(this.reused.keySet()));
		for (SubjectKind subject : SUBJECTS) {
			chart.row(subject.label(),
					this.reused.values().stream().map((rounds) -> rounds.ratio(subject, Pairs::perSecond)).toList());
		}
		return chart;
	}

}
