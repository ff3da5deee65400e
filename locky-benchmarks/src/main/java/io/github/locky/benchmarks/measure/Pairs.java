package io.github.locky.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.sun.management.ThreadMXBean;
import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

import org.springframework.util.Assert;

/**
 * Locks and unlocks what nobody else wants, with several threads, for a while.
 *
 * @param kind the subject
 * @param threads how many threads, each with keys of its own
 * @param fresh whether every pair has a key that was never used before
 * @param settle for how long before it is measured
 * @param duration for how long it is measured
 */
public record Pairs(SubjectKind kind, int threads, boolean fresh, Duration settle,
		Duration duration) implements Task<PairsResult> {

	private static final int REUSED_KEYS = 64;

	@Override
	public PairsResult run(Subjects subjects) throws InterruptedException, ExecutionException {
		Subject subject = subjects.get(this.kind);
		ExecutorService executor = Executors.newFixedThreadPool(this.threads);
		try {
			long begin = System.nanoTime() + this.settle.toNanos();
			List<Future<PairsResult>> futures = new ArrayList<>();
			for (int i = 0; i < this.threads; i++) {
				String prefix = "article:" + i + ":" + ((this.fresh) ? begin + ":" : "");
				futures.add(executor.submit(() -> run(subject, prefix, begin)));
			}
			PairsResult sum = PairsResult.NONE;
			for (Future<PairsResult> future : futures) {
				sum = sum.plus(future.get());
			}
			return sum;
		}
		finally {
			executor.shutdown();
		}
	}

	private PairsResult run(Subject subject, String prefix, long begin) {
		int number = 0;
		while (System.nanoTime() - begin < 0) {
			pair(subject, prefix, number++);
		}
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = threads.getCurrentThreadAllocatedBytes();
		long start = System.nanoTime();
		long end = start + this.duration.toNanos();
		long pairs = 0;
		while (System.nanoTime() - end < 0) {
			pair(subject, prefix, number++);
			pairs++;
		}
		double perSecond = pairs * 1e9 / (System.nanoTime() - start);
		return new PairsResult(pairs, perSecond, threads.getCurrentThreadAllocatedBytes() - allocated);
	}

	private void pair(Subject subject, String prefix, int number) {
		Subject.Held held = subject.tryLock(prefix + ((this.fresh) ? number : number % REUSED_KEYS));
		Assert.state(held != null, "Nobody else wants this lock");
		held.release();
	}

}
