package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.locky.benchmarks.HerdResult.Turn;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;
import org.jspecify.annotations.Nullable;

/**
 * Threads of several instances that all want one lock, again and again.
 *
 * @param instances how many instances
 * @param threads how many threads of each
 * @param hold for how long each holds the lock
 */
record Herd(int instances, int threads, Duration hold) {

	private static final String RESOURCE = "article:12";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	int size() {
		return this.instances * this.threads;
	}

	String name() {
		return "%d x %d, %d ms".formatted(this.instances, this.threads, this.hold.toMillis());
	}

	String description() {
		return "%d instance%s x %d threads, held for %d ms".formatted(this.instances, (this.instances > 1) ? "s" : "",
				this.threads, this.hold.toMillis());
	}

	/**
	 * Let them loose.
	 * @param kind the subject
	 * @param redis the Redis they connect to
	 * @param settle for how long before it is measured
	 * @param duration for how long it is measured
	 * @return what they got meanwhile
	 */
	HerdResult run(SubjectKind kind, RedisServer redis, Duration settle, Duration duration) {
		List<Subject> subjects = Stream.generate(() -> kind.open(redis.port())).limit(this.instances).toList();
		ExecutorService executor = Executors.newFixedThreadPool(size());
		AtomicBoolean open = new AtomicBoolean(true);
		try {
			List<Future<List<Turn>>> futures = new ArrayList<>();
			for (int i = 0; i < size(); i++) {
				Subject subject = subjects.get(i % this.instances);
				futures.add(executor.submit(() -> contend(subject, open)));
			}
			Thread.sleep(settle.toMillis());
			RedisServer.Usage before = redis.usage();
			Thread.sleep(duration.toMillis());
			RedisServer.Usage after = redis.usage();
			open.set(false);
			List<List<Turn>> turns = new ArrayList<>();
			for (Future<List<Turn>> future : futures) {
				turns.add(future.get());
			}
			return HerdResult.of(turns, (this.instances > 1) ? this.instances : this.threads, before, after);
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			open.set(false);
			executor.shutdown();
			subjects.forEach(Subject::close);
		}
	}

	private List<Turn> contend(Subject subject, AtomicBoolean open) throws InterruptedException {
		List<Turn> turns = new ArrayList<>();
		while (open.get()) {
			long asked = System.nanoTime();
			Subject.@Nullable Held lock = null;
			while (lock == null) {
				lock = subject.lock(RESOURCE, PATIENCE);
			}
			long got = System.nanoTime();
			turns.add(new Turn(asked, got));
			hold(got);
			lock.release();
		}
		return turns;
	}

	private void hold(long since) {
		for (long left = this.hold.toNanos(); left > 0; left = since + this.hold.toNanos() - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
