package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.benchmarks.environment.Worker;
import io.github.locky.benchmarks.measure.Pairs;
import io.github.locky.benchmarks.measure.PairsResult;
import io.github.locky.benchmarks.measure.Rounds;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Locking and unlocking what nobody else wants.
 */
final class PairsReport {

	private static final int ROUNDS = 5;

	private static final List<Integer> THREADS = List.of(1, 8, 64);

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.values());

	private final Worker worker;

	private final List<Rounds<SubjectKind, PairsResult>> all = new ArrayList<>();

	PairsReport(Worker worker) {
		this.worker = worker;
	}

	String write() {
		for (int threads : THREADS) {
			this.all.add(Rounds.run(ROUNDS, SUBJECTS, (subject) -> this.worker
				.run(new Pairs(subject, threads, false, Duration.ofMillis(500), Duration.ofSeconds(1)))));
		}
		StringBuilder table = new StringBuilder(
				"### Uncontended pairs of lock and unlock, as a ratio to two raw scripts\n\n");
		table.append("| subject | 1 thread | 8 threads | 64 threads | bytes a pair, calling thread |\n");
		table.append("|---|---|---|---|---|\n");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| ").append(subject.label());
			for (Rounds<SubjectKind, PairsResult> rounds : this.all) {
				table.append(
						" | %.2f".formatted(rounds.ratio(subject, SubjectKind.RAW_SCRIPTS, PairsResult::perSecond)));
			}
			table.append(" | %,d |%n".formatted(Math
				.round(this.all.get(0).median(subject, (result) -> (double) result.allocated() / result.pairs()))));
		}
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
					this.all.stream()
						.map((rounds) -> rounds.ratio(subject, SubjectKind.RAW_SCRIPTS, PairsResult::perSecond))
						.toList());
		}
		return chart.toString();
	}

}
