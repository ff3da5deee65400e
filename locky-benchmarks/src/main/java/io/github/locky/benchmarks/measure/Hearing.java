package io.github.locky.benchmarks.measure;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.LockySubject;
import io.github.locky.benchmarks.subject.SubjectKind;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;

/**
 * Listens to Locky's events about some resources until no more come, and says how old
 * each was: a {@code locked} counts from the time in µs that its locker is named after,
 * an {@code expired} from its deadline, an {@code unlocked} not at all.
 *
 * @param prefix what the resources begin with
 * @param patience how long to wait for the first
 * @param quiet how long to wait for another
 */
public record Hearing(String prefix, Duration patience, Duration quiet) implements Task<long[]> {

	@Override
	public long[] run(Subjects subjects) {
		Queue<Long> ages = new ConcurrentLinkedQueue<>();
		AtomicLong last = new AtomicLong(System.nanoTime() + this.patience.toNanos() - this.quiet.toNanos());
		AtomicBoolean open = new AtomicBoolean(true);
		((LockySubject) subjects.get(SubjectKind.LOCKY_LISTENING)).listen((event) -> {
			if (open.get() && event.getResource().startsWith(this.prefix)) {
				ages.add(age(event));
				last.set(System.nanoTime());
			}
		});
		for (long left = 1; left > 0; left = last.get() + this.quiet.toNanos() - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		open.set(false);
		return ages.stream().mapToLong(Long::longValue).sorted().toArray();
	}

	private static long age(LockyEvent event) {
		long now = micros(Instant.now());
		if (event instanceof ResourceExpiredEvent) {
			return now - micros(event.getInstant());
		}
		return (event instanceof ResourceLockedEvent) ? now - Long.parseLong(event.getLocker()) : 0;
	}

	static long micros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	/**
	 * Return a percentile in milliseconds.
	 * @param ages what {@link #run} has returned
	 * @param part the part, from 0 to 1
	 * @return the age that this part does not exceed
	 */
	public static double millis(long[] ages, double part) {
		return Medians.percentile(ages, part) / 1000;
	}

}
