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
			List<Future<long[]>> futures = new ArrayList<>();
			for (int i = 0; i < this.threads; i++) {
				futures.add(executor.submit(() -> contend(subject, end)));
			}
			List<long[]> waits = new ArrayList<>();
			for (Future<long[]> future : futures) {
				waits.add(future.get());
			}
			return ContentionResult.of(waits, this.duration);
		}
		finally {
			executor.shutdown();
		}
	}

	private long[] contend(Subject subject, long end) throws InterruptedException {
		long[] waits = new long[1024];
		int turns = 0;
		for (long start = System.nanoTime(); start - end < 0; start = System.nanoTime()) {
			Subject.Held held = subject.lock(this.resource, PATIENCE);
			long now = System.nanoTime();
			if (now - end < 0) {
				waits = (turns < waits.length) ? waits : Arrays.copyOf(waits, 2 * turns);
				waits[turns++] = now - start;
			}
			if (held != null) {
				hold(now);
				held.release();
			}
		}
		return Arrays.copyOf(waits, turns);
	}

	private void hold(long since) {
		long left = this.hold.toNanos();
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = since + this.hold.toNanos() - System.nanoTime();
		}
	}

}
