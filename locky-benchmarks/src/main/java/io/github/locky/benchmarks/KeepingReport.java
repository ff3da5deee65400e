package io.github.locky.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.sun.management.OperatingSystemMXBean;
import io.github.locky.benchmarks.subject.Subject;
import io.github.locky.benchmarks.subject.SubjectKind;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Many locks that are held: the memory they take, and what it takes to renew them.
 */
final class KeepingReport implements Report {

	private static final int LOCKS = 10_000;

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private final RedisServer redis;

	private final List<SubjectKind> subjects;

	// What is renewed after 10 s and after 15 s was renewed a whole number of times after
	// 3
	private final int periods;

	KeepingReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.subjects = effort.of(
				List.of(SubjectKind.LOCKY, SubjectKind.REDISSON, SubjectKind.INTEGRATION_SPIN, SubjectKind.SHEDLOCK),
				List.of(SubjectKind.LOCKY, SubjectKind.REDISSON));
		this.periods = effort.of(3, 1);
	}

	@Override
	public String write() {
		StringBuilder table = new StringBuilder(
				"| %,d locks are held | memory of Redis, bytes a lock ".formatted(LOCKS))
			.append("| renewed: processor of the JVM, % of one | scripts in 10 s, for renewal alone | threads more |\n")
			.append("|---|---|---|---|---|\n");
		for (SubjectKind subject : this.subjects) {
			table.append(row(subject));
		}
		return table.toString();
	}

	// With nothing else connected, so that nothing but the subject uses processor time
	private String row(SubjectKind kind) {
		this.redis.flush();
		try (Subject subject = kind.open(this.redis.port())) {
			subject.tryLock("warming");
			long before = this.redis.usedMemory();
			List<Subject.Held> held = take(subject::tryLock);
			long bytes = (this.redis.usedMemory() - before) / LOCKS;
			double unrenewed = idle(1).scripts();
			held.forEach(Subject.Held::release);
			int threads = threads();
			List<Subject.Held> renewed = take(subject::keepLocked);
			idle(1);
			Idle idle = idle(this.periods);
			String row = "| %s | %d | %.1f | %,.0f | %d |%n".formatted(kind.label(), bytes, 100 * idle.processor(),
					idle.scripts() - unrenewed, threads() - threads);
			renewed.forEach(Subject.Held::release);
			return row;
		}
	}

	private static List<Subject.Held> take(Function<String, Subject.@Nullable Held> lock) {
		List<Subject.Held> taken = new ArrayList<>();
		for (int i = 0; i < LOCKS; i++) {
			Subject.Held held = lock.apply("kept:" + i);
			Assert.state(held != null, "Nobody else wants this lock");
			taken.add(held);
		}
		return taken;
	}

	private Idle idle(int periods) {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		RedisServer.Usage before = this.redis.usage();
		long used = system.getProcessCpuTime();
		try {
			Thread.sleep(PERIOD.multipliedBy(periods).toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		used = system.getProcessCpuTime() - used;
		RedisServer.Usage usage = this.redis.usage().since(before);
		return new Idle(used / 1e9 / usage.seconds(), (double) usage.scripts() / periods);
	}

	private static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/**
	 * What happened while nothing was done.
	 *
	 * @param processor the part of a processor that this JVM used
	 * @param scripts how many scripts were sent in each period
	 */
	private record Idle(double processor, double scripts) {
	}

}
