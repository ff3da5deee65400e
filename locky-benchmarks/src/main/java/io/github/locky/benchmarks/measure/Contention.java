package io.github.locky.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Wants one lock with several threads, again and again.
 *
 * @param kind the subject
 * @param resource what all want
 * @param threads how many threads
 * @param hold for how long each holds it
 * @param duration for how long to go on
 */
public record Contention(SubjectKind kind, String resource, int threads, Duration hold,
		Duration duration) implements Task<ContentionResult> {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Override
	public ContentionResult run(Subjects subjects) throws InterruptedException, ExecutionException {
		Subject subject = subjects.get(this.kind);
		ExecutorService executor = Executors.newFixedThreadPool(this.threads);
		try {
			long end = System.nanoTime() + this.duration.toNanos();
			List<Future<ContentionResult>> futures = new ArrayList<>();
			for (int i = 0; i < this.threads; i++) {
				futures.add(executor.submit(() -> contend(subject, end)));
			}
			ContentionResult sum = new ContentionResult(new long[0], List.of(), 0, this.duration);
			for (Future<ContentionResult> future : futures) {
				sum = sum.plus(future.get());
			}
			return sum;
		}
		finally {
			executor.shutdown();
		}
	}

	private ContentionResult contend(Subject subject, long end) throws InterruptedException {
		long[] waits = new long[1024];
		int turns = 0;
		long held = 0;
		for (long start = System.nanoTime(); start - end < 0; start = System.nanoTime()) {
			Subject.Held lock = subject.lock(this.resource, PATIENCE);
			long now = System.nanoTime();
			if (lock != null) {
				hold(now);
				if (now - end < 0) {
					waits = (turns < waits.length) ? waits : Arrays.copyOf(waits, 2 * turns);
					waits[turns++] = now - start;
					held += System.nanoTime() - now;
				}
				lock.release();
			}
		}
		return new ContentionResult(Arrays.copyOf(waits, turns), List.of(turns), held, this.duration);
	}

	private void hold(long since) {
		long left = this.hold.toNanos();
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = since + this.hold.toNanos() - System.nanoTime();
		}
	}

}
