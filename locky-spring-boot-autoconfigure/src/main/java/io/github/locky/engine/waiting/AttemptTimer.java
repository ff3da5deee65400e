package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Knows when a waiter asks the store again if nobody tells it to: when the holder's time
 * is over and those before it had theirs to come, else after a while. That covers all
 * that is not told, such as unlocks by rivals, lost mail and instances that died.
 */
final class AttemptTimer {

	private static final long AFTER_TTL = Duration.ofMillis(1).toNanos();

	/**
	 * How long those whose turn it is have to come.
	 */
	static final Duration RESERVATION = Duration.ofMillis(30);

	// Those before it look as well
	private static final int NEAR = 2;

	private static final int FAR_BEHIND = 3;

	private final Locks locks;

	private final Ticker ticker;

	private final Duration pollInterval;

	AttemptTimer(Locks locks, Ticker ticker, Duration pollInterval) {
		this.locks = locks;
		this.ticker = ticker;
		this.pollInterval = pollInterval;
	}

	/**
	 * Return the time now.
	 * @return the time, in nanoseconds of the ticker
	 */
	long now() {
		return this.ticker.nanoTime();
	}

	/**
	 * Return when to ask after an answer.
	 * @param result the answer
	 * @param request what was asked for, which lives for its time to live if it was
	 * granted
	 * @return the time, in nanoseconds of the ticker
	 */
	long nextAttempt(LockResult result, LockRequest request) {
		return (result instanceof LockResult.Refused refused)
				? nextAttempt(refused.remaining(), Math.max(0, refused.place() - 1))
				: nextAttempt(this.locks.ttl(request), 0);
	}

	/**
	 * Return when a turn that begins now is over, unless it was used.
	 * @return the time, in nanoseconds of the ticker
	 */
	long afterReservation() {
		return now() + RESERVATION.toNanos() + AFTER_TTL;
	}

	/**
	 * Return when to ask while it is the turn of others.
	 * @return the time, in nanoseconds of the ticker
	 */
	long nextAttemptAfterOthers() {
		return nextAttempt(null, 0);
	}

	private long nextAttempt(@Nullable Duration remaining, int before) {
		long poll = saturatedNanos((before >= NEAR) ? this.pollInterval.multipliedBy(FAR_BEHIND) : this.pollInterval);
		long pause = poll - ThreadLocalRandom.current().nextLong(poll / 4 + 1);
		if (remaining != null) {
			pause = Math.min(pause, saturatedNanos(remaining) + AFTER_TTL + before * RESERVATION.toNanos());
		}
		return now() + pause;
	}

	static long saturatedNanos(Duration duration) {
		return (duration.compareTo(Duration.ofDays(36525)) < 0) ? duration.toNanos() : Long.MAX_VALUE / 4;
	}

}
