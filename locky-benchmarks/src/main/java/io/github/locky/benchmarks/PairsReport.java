package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.locky.benchmarks.environment.Worker;
import io.github.locky.benchmarks.measure.Pairs;
import io.github.locky.benchmarks.measure.PairsResult;
import io.github.locky.benchmarks.measure.Rounds;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Locking and unlocking what nobody else wants.
 */
final class PairsReport {

	private static final int ROUNDS = 7;

	private static final int ROUNDS_WITH_FRESH_KEYS = 3;

	private static final Duration SETTLE = Duration.ofMillis(100);

	private static final Duration DURATION = Duration.ofMillis(300);

	private static final Duration WARM_UP = Duration.ofSeconds(4);

	private static final List<Integer> THREADS = List.of(1, 8, 64);

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.values());

	private final Worker worker;

	private final List<Rounds<SubjectKind, PairsResult>> reused = new ArrayList<>();

	private final List<Rounds<SubjectKind, PairsResult>> fresh = new ArrayList<>();

	PairsReport(Worker worker) {
		this.worker = worker;
	}

	String write() {
		SUBJECTS.forEach((subject) -> this.worker.run(new Pairs(subject, 8, false, WARM_UP, WARM_UP)));
		for (int threads : THREADS) {
			this.reused.add(measure(ROUNDS, threads, false));
			this.fresh.add(measure(ROUNDS_WITH_FRESH_KEYS, threads, true));
		}
		return table("Uncontended pairs of lock and unlock a second, as a ratio to two raw scripts",
				(rounds) -> (subject) -> ratio(rounds, subject), this.reused)
				+ table("The same, with keys that were never used before",
						(rounds) -> (subject) -> ratio(rounds, subject), this.fresh)
				+ table("Time of a pair: median and 99th percentile, as ratios to two raw scripts",
						(rounds) -> (subject) -> times(rounds, subject), this.reused)
				+ allocation();
	}

	private Rounds<SubjectKind, PairsResult> measure(int rounds, int threads, boolean fresh) {
		return Rounds.run(rounds, SUBJECTS, SubjectKind.RAW_SCRIPTS,
				(subject) -> this.worker.run(new Pairs(subject, threads, fresh, SETTLE, DURATION)));
	}

	private static String table(String title,
			Function<Rounds<SubjectKind, PairsResult>, Function<SubjectKind, String>> figure,
			List<Rounds<SubjectKind, PairsResult>> all) {
		StringBuilder table = new StringBuilder("### " + title + "\n\n");
		table.append("| subject | 1 thread | 8 threads | 64 threads |\n|---|---|---|---|\n");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| ").append(subject.label());
			all.forEach((rounds) -> table.append(" | ").append(figure.apply(rounds).apply(subject)));
			table.append(" |\n");
		}
		return table.append("\n").toString();
	}

	private static String ratio(Rounds<SubjectKind, PairsResult> rounds, SubjectKind subject) {
		return "%.2f".formatted(rounds.ratio(subject, PairsResult::perSecond));
	}

	private static String times(Rounds<SubjectKind, PairsResult> rounds, SubjectKind subject) {
		return "%.2f, %.2f".formatted(rounds.ratio(subject, PairsResult::median),
				rounds.ratio(subject, PairsResult::p99));
	}

	private String allocation() {
		StringBuilder table = new StringBuilder("### Bytes the calling thread allocates for a pair\n\n")
			.append("| subject | bytes |\n|---|---|\n");
		SUBJECTS.forEach((subject) -> table.append("| %s | %,.0f |%n".formatted(subject.label(),
				this.reused.get(0).median(subject, PairsResult::allocated))));
		return table.append("\n").toString();
	}

	/**
	 * Draw what was written.
	 * @return the chart, as SVG
	 */
	String chart() {
		Chart chart = new Chart("Uncontended pairs, two raw scripts = 1",
				THREADS.stream().map((threads) -> threads + ((threads > 1) ? " threads" : " thread")).toList());
		for (SubjectKind subject : SUBJECTS) {
			chart.row(subject.label(),
					this.reused.stream().map((rounds) -> rounds.ratio(subject, PairsResult::perSecond)).toList());
		}
		return chart.toString();
	}

}
