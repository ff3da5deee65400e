package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.locky.benchmarks.environment.RedisServer;
import io.github.locky.benchmarks.environment.Worker;
import io.github.locky.benchmarks.measure.Contention;
import io.github.locky.benchmarks.measure.ContentionResult;
import io.github.locky.benchmarks.measure.Rounds;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Many who want the same lock.
 */
final class ContentionReport {

	private static final int ROUNDS = 3;

	private static final Duration DURATION = Duration.ofSeconds(2);

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.LOCKY, SubjectKind.LOCKY_LISTENING,
			SubjectKind.REDISSON, SubjectKind.REDISSON_FAIR, SubjectKind.INTEGRATION_SPIN,
			SubjectKind.INTEGRATION_PUB_SUB);

	private final RedisServer redis;

	private final Worker first;

	private final Worker second;

	private final Map<String, Rounds<SubjectKind, Result>> all = new LinkedHashMap<>();

	ContentionReport(RedisServer redis, Worker first, Worker second) {
		this.redis = redis;
		this.first = first;
		this.second = second;
	}

	String write() {
		StringBuilder report = new StringBuilder();
		for (Duration hold : List.of(Duration.ZERO, Duration.ofMillis(5))) {
			for (int jvms : List.of(1, 2)) {
				for (int threads : List.of(8, 64)) {
					report.append(table(jvms, threads, hold));
				}
			}
		}
		return report.toString();
	}

	/**
	 * Draw how often the lock was handed over when nobody held it for long.
	 * @return the chart, as SVG
	 */
	String chart() {
		Chart chart = new Chart("Hand-overs of one lock, held for 0 ms, Redisson = 1", List.copyOf(this.all.keySet()));
		for (SubjectKind subject : SUBJECTS) {
			chart.row(subject.label(),
					this.all.values()
						.stream()
						.map((rounds) -> rounds.ratio(subject, (result) -> result.turns().perSecond()))
						.toList());
		}
		return chart.toString();
	}

	private String table(int jvms, int threads, Duration hold) {
		Rounds<SubjectKind, Result> rounds = Rounds.run(ROUNDS, SUBJECTS, SubjectKind.REDISSON,
				(subject) -> measure(subject, jvms, threads, hold));
		if (hold.isZero()) {
			this.all.put("%d threads, %d JVM%s".formatted(threads, jvms, (jvms > 1) ? "s" : ""), rounds);
		}
		StringBuilder table = new StringBuilder("### One lock, %d threads in %d JVM%s, held for %d ms%n%n"
			.formatted(threads, jvms, (jvms > 1) ? "s" : "", hold.toMillis()));
		table.append("| subject | hand-overs, as a ratio to Redisson | held | wait p50, p99, longest (ms) ")
			.append("| fewest and most turns of a thread | scripts a turn (to read events) | commands a turn |\n")
			.append("|---|---|---|---|---|---|---|\n");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| %s | %.2f | %.0f %% | %.1f, %.0f, %.0f | %.0f, %.0f | %.1f (%.1f) | %.1f |%n".formatted(
					subject.label(), rounds.ratio(subject, (result) -> result.turns().perSecond()),
					100 * rounds.median(subject, (result) -> result.turns().heldPart()),
					rounds.median(subject, (result) -> result.turns().waited(0.5)),
					rounds.median(subject, (result) -> result.turns().waited(0.99)),
					rounds.median(subject, (result) -> result.turns().waited(1)),
					rounds.median(subject, (result) -> result.turns().fewest()),
					rounds.median(subject, (result) -> result.turns().most()), rounds.median(subject, Result::scripts),
					rounds.median(subject, Result::reads), rounds.median(subject, Result::commands)));
		}
		return table.append("\n").toString();
	}

	private Result measure(SubjectKind subject, int jvms, int threads, Duration hold) {
		contend(subject, jvms, threads, hold, Duration.ofMillis(500));
		this.redis.resetStatistics();
		ContentionResult result = contend(subject, jvms, threads, hold, DURATION);
		Map<String, Long> calls = this.redis.calls();
		double turns = Math.max(1, result.waits().length);
		return new Result(result, (calls.getOrDefault("evalsha", 0L) + calls.getOrDefault("eval", 0L)) / turns,
				calls.getOrDefault("xrange", 0L) / turns,
				calls.values().stream().mapToLong(Long::longValue).sum() / turns);
	}

	private ContentionResult contend(SubjectKind subject, int jvms, int threads, Duration hold, Duration duration) {
		Contention contention = new Contention(subject, "contended", threads / jvms, hold, duration);
		CompletableFuture<ContentionResult> result = this.first.submit(contention);
		return (jvms == 1) ? result.join()
				: result.thenCombine(this.second.submit(contention), ContentionResult::plus).join();
	}

	/**
	 * What came of it.
	 *
	 * @param turns the turns
	 * @param scripts how many scripts were sent to Redis for each turn
	 * @param reads how many of them read events: only those use {@code XRANGE}
	 * @param commands how many commands Redis ran for each turn, scripts and those in
	 * scripts
	 */
	private record Result(ContentionResult turns, double scripts, double reads, double commands) {
	}

}
