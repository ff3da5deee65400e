package io.github.locky.benchmarks.measure;

import java.time.Duration;
import java.util.Collection;

import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.SubjectKind;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import org.springframework.util.Assert;

/**
 * Runs {@link PairBenchmark} for a subject in this JVM: how many pairs, then how long
 * each takes.
 *
 * @param kind the subject
 * @param threads how many threads, each with keys of its own
 * @param fresh whether every pair has a key that was never used before
 * @param settle for how long before it is measured
 * @param duration for how long it is measured, once for each of the two
 */
public record Pairs(SubjectKind kind, int threads, boolean fresh, Duration settle,
		Duration duration) implements Task<PairsResult> {

	@Override
	public PairsResult run(Subjects subjects) throws RunnerException {
		PairBenchmark.use(subjects);
		Options options = new OptionsBuilder().include(PairBenchmark.class.getName())
			.param("kind", this.kind.name())
			.param("fresh", String.valueOf(this.fresh))
			.threads(this.threads)
			.forks(0)
			.warmupIterations(1)
			.warmupTime(time(this.settle))
			.measurementIterations(1)
			.measurementTime(time(this.duration))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
		Collection<RunResult> results = new Runner(options).run();
		RunResult throughput = result(results, Mode.Throughput);
		Result<?> times = result(results, Mode.SampleTime).getPrimaryResult();
		return new PairsResult(throughput.getPrimaryResult().getScore(), millis(times, 50), millis(times, 99),
				score(throughput, "bytes") / score(throughput, "pairs"));
	}

	private static TimeValue time(Duration duration) {
		return TimeValue.milliseconds(duration.toMillis());
	}

	private static RunResult result(Collection<RunResult> results, Mode mode) {
		return results.stream().filter((result) -> result.getParams().getMode() == mode).findFirst().orElseThrow();
	}

	private static double millis(Result<?> times, double percentile) {
		return times.getStatistics().getPercentile(percentile) * 1000;
	}

	private static double score(RunResult result, String counter) {
		Result<?> counted = result.getSecondaryResults().get(counter);
		Assert.state(counted != null, () -> "Not counted: " + counter);
		return counted.getScore();
	}

}
