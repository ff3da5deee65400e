package io.github.locky.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;
import io.github.locky.benchmarks.subject.Subject;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.util.Assert;

/**
 * Locks and unlocks what nobody else wants. Runs in this JVM, where all subjects stay
 * connected, so that those that are compared can take turns quickly.
 */
@BenchmarkMode({ Mode.Throughput, Mode.SampleTime })
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
public class PairBenchmark {

	private static final AtomicReference<@Nullable Subject> SUBJECT = new AtomicReference<>();

	/**
	 * Whether every pair has a key that was never used before.
	 */
	@Param({ "false", "true" })
	public boolean fresh;

	private @Nullable Subject subject;

	static void use(Subject subject) {
		SUBJECT.set(subject);
	}

	/**
	 * Take the subject, which is connected.
	 */
	@Setup
	public void begin() {
		this.subject = SUBJECT.get();
	}

	/**
	 * Lock and unlock.
	 * @param keys the keys of the calling thread
	 * @param allocation what the calling thread allocates
	 */
	@Benchmark
	public void pair(Keys keys, Allocation allocation) {
		Subject subject = this.subject;
		Assert.state(subject != null, "To be run by Pairs");
		Subject.Held held = subject.tryLock(keys.next(this.fresh));
		Assert.state(held != null, "Nobody else wants this lock");
		held.release();
		allocation.count();
	}

	/**
	 * Keys that no other thread uses.
	 */
	@State(Scope.Thread)
	public static class Keys {

		private static final int REUSED = 64;

		private static final AtomicInteger THREADS = new AtomicInteger();

		private String prefix = "";

		private String reused = "";

		private int number;

		/**
		 * Begin with other keys.
		 */
		@Setup
		public void begin() {
			int thread = THREADS.getAndIncrement();
			this.prefix = "article:" + thread + ":";
			this.reused = "article:" + thread % REUSED + ":";
		}

		String next(boolean fresh) {
			this.number++;
			return (fresh) ? this.prefix + this.number : this.reused + this.number % REUSED;
		}

	}

	/**
	 * How many bytes a thread allocates.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Allocation {

		private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

		/**
		 * The bytes.
		 */
		public long bytes;

		/**
		 * The pairs.
		 */
		public long pairs;

		private long start;

		/**
		 * Begin to count.
		 */
		@Setup(Level.Iteration)
		public void begin() {
			this.start = THREADS.getCurrentThreadAllocatedBytes();
		}

		void count() {
			this.pairs++;
			if (this.pairs % 16 == 0) {
				this.bytes = THREADS.getCurrentThreadAllocatedBytes() - this.start;
			}
		}

	}

}
