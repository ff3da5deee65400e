package io.github.locky.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;

import org.springframework.util.Assert;

/**
 * Takes many locks, to be renewed or not, keeps them and releases them, each step a task
 * of its own.
 */
public final class Keeping {

	private static final List<Subject.Held> kept = new ArrayList<>();

	private Keeping() {
	}

	/**
	 * Return a task that takes locks.
	 * @param kind the subject
	 * @param locks how many
	 * @param renewed whether the subject is to renew them
	 * @return the task, which returns how many are kept
	 */
	public static Task<Integer> take(SubjectKind kind, int locks, boolean renewed) {
		return (subjects) -> {
			Subject subject = subjects.get(kind);
			for (int i = 0; i < locks; i++) {
				Subject.Held held = (renewed) ? subject.keepLocked("kept:" + i) : subject.tryLock("kept:" + i);
				Assert.state(held != null, "Nobody else wants this lock");
				kept.add(held);
			}
			return kept.size();
		};
	}

	/**
	 * Return a task that lets time pass.
	 * @param duration how long
	 * @return the task, which returns the part of a processor that this JVM has used
	 */
	public static Task<Double> idle(Duration duration) {
		return (subjects) -> {
			OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
			long used = system.getProcessCpuTime();
			long start = System.nanoTime();
			for (long left = duration.toNanos(); left > 0; left = start + duration.toNanos() - System.nanoTime()) {
				LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
			}
			return (double) (system.getProcessCpuTime() - used) / (System.nanoTime() - start);
		};
	}

	/**
	 * Return a task that counts threads.
	 * @return the task, which returns how many threads live
	 */
	public static Task<Integer> threads() {
		return (subjects) -> ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/**
	 * Return a task that releases what is kept.
	 * @return the task, which returns how many locks were kept
	 */
	public static Task<Integer> release() {
		return (subjects) -> {
			int released = kept.size();
			kept.forEach(Subject.Held::release);
			kept.clear();
			return released;
		};
	}

}
