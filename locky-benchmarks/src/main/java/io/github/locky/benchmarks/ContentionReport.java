package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.List;
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

	private String table(int jvms, int threads, Duration hold) {
		Rounds<SubjectKind, Result> rounds = Rounds.run(ROUNDS, SUBJECTS,
				(subject) -> measure(subject, jvms, threads, hold));
		StringBuilder table = new StringBuilder("### One lock, %d threads in %d JVM%s, held for %d ms%n%n"
			.formatted(threads, jvms, (jvms > 1) ? "s" : "", hold.toMillis()));
		table.append("| subject | hand-overs, as a ratio to Redisson | wait p50, p99, longest (ms) ")
			.append("| fewest and most turns of a thread | commands a turn, with those in scripts |\n")
			.append("|---|---|---|---|---|\n");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| %s | %.2f | %.1f, %.0f, %.0f | %.0f, %.0f | %.1f |%n".formatted(subject.label(),
					rounds.ratio(subject, SubjectKind.REDISSON, (result) -> result.turns().perSecond()),
					rounds.median(subject, (result) -> result.turns().waited(0.5)),
					rounds.median(subject, (result) -> result.turns().waited(0.99)),
					rounds.median(subject, (result) -> result.turns().waited(1)),
					rounds.median(subject, (result) -> result.turns().fewest()),
					rounds.median(subject, (result) -> result.turns().most()),
					rounds.median(subject, Result::commands)));
		}
		return table.append("\n").toString();
	}

	private Result measure(SubjectKind subject, int jvms, int threads, Duration hold) {
		contend(subject, jvms, threads, hold, Duration.ofMillis(500));
		this.redis.resetStatistics();
		ContentionResult result = contend(subject, jvms, threads, hold, DURATION);
		long commands = this.redis.calls().values().stream().mapToLong(Long::longValue).sum();
		return new Result(result, (double) commands / Math.max(1, result.waits().length));
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
	 * @param commands how many commands Redis ran for each turn
	 */
	private record Result(ContentionResult turns, double commands) {
	}

}
