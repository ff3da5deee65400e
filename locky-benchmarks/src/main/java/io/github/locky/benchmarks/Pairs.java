package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.Collection;

import io.github.locky.benchmarks.subject.Subject;
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
 * How pairs of lock and unlock were done that nobody else was in the way of.
 *
 * @param perSecond how many a second, by all threads
 * @param median how many milliseconds one took that is faster than half of them
 * @param p99 how many milliseconds one took that is slower than 99 of 100
 * @param allocated how many bytes the calling thread allocates for each
 */
record Pairs(double perSecond, double median, double p99, double allocated) {

	/**
	 * Run {@link PairBenchmark}: how many pairs, then how long each takes.
	 * @param subject the subject
	 * @param threads how many threads, each with keys of its own
	 * @param fresh whether every pair has a key that was never used before
	 * @param settle for how long before it is measured
	 * @param duration for how long it is measured, once for each of the two
	 * @return the result
	 */
	static Pairs run(Subject subject, int threads, boolean fresh, Duration settle, Duration duration) {
		PairBenchmark.use(subject);
		Options options = new OptionsBuilder().include(PairBenchmark.class.getName())
			.param("fresh", String.valueOf(fresh))
			.threads(threads)
			.forks(0)
			.warmupIterations(1)
			.warmupTime(time(settle))
			.measurementIterations(1)
			.measurementTime(time(duration))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
		Collection<RunResult> results = run(options);
		RunResult throughput = result(results, Mode.Throughput);
		Result<?> times = result(results, Mode.SampleTime).getPrimaryResult();
		return new Pairs(throughput.getPrimaryResult().getScore(), millis(times, 50), millis(times, 99),
				score(throughput, "bytes") / score(throughput, "pairs"));
	}

	private static Collection<RunResult> run(Options options) {
		try {
			return new Runner(options).run();
		}
		catch (RunnerException ex) {
			throw new IllegalStateException(ex);
		}
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
