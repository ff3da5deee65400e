package io.github.locky.benchmarks.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.LockySubject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Gives {@link Hearing} something to hear: locks at an even pace, and unlocks or lets all
 * locks run out, as evenly.
 *
 * @param prefix what the resources begin with
 * @param locks how many locks
 * @param perSecond how many a second
 * @param expiry when the first runs out, {@link Duration#ZERO} to unlock each at once
 */
public record Telling(String prefix, int locks, int perSecond, Duration expiry) implements Task<Integer> {

	@Override
	public Integer run(Subjects subjects) {
		LockyOperations locky = ((LockySubject) subjects.get(SubjectKind.LOCKY_LISTENING)).operations();
		long start = System.nanoTime();
		long interval = TimeUnit.SECONDS.toNanos(1) / this.perSecond;
		for (int i = 0; i < this.locks; i++) {
			long planned = start + i * interval;
			String resource = this.prefix + i;
			if (this.expiry.isZero()) {
				LockSupport.parkNanos(planned - System.nanoTime());
				String locker = String.valueOf(Hearing.micros(Instant.now()));
				locky.lock(LockRequest.of(resource, locker).ttl(Duration.ofMinutes(1)));
				locky.unlock(resource, locker);
			}
			else {
				long left = planned + this.expiry.toNanos() - System.nanoTime();
				locky.lock(LockRequest.of(resource, "0").ttl(Duration.ofMillis(Math.max(1, left / 1_000_000))));
			}
		}
		return this.locks;
	}

}
