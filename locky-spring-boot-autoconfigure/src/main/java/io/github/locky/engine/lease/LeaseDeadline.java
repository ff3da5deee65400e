package io.github.locky.engine.lease;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Until when a lease is held, as far as this instance knows. It is measured on the
 * monotonic clock of this machine from before the store was asked, so that it passes here
 * before it passes there.
 */
final class LeaseDeadline {

	private static final int MARGIN_DIVISOR = 100;

	private volatile @Nullable Long time;

	private long asked;

	/**
	 * Create a deadline.
	 * @param asked when the store was asked, by the ticker
	 * @param remaining the time from then; {@code null} if the lease does not expire
	 */
	LeaseDeadline(long asked, @Nullable Duration remaining) {
		this.time = deadline(asked, remaining);
		this.asked = asked;
	}

	// One percent and a millisecond early: clocks do not run alike
	private static @Nullable Long deadline(long from, @Nullable Duration remaining) {
		if (remaining == null) {
			return null;
		}
		long nanos = Math.min(remaining.toMillis(), Duration.ofDays(36500).toMillis()) * 1_000_000;
		return from + nanos - nanos / MARGIN_DIVISOR - Math.min(1_000_000, nanos / 2);
	}

	/**
	 * The store has told how long the lease lives. Answers may come out of order: an
	 * older one does not take back what is known by now.
	 * @param asked when it was asked, by the ticker
	 * @param remaining the time from then; {@code null} if it does not expire
	 */
	synchronized void answered(long asked, @Nullable Duration remaining) {
		Long told = deadline(asked, remaining);
		Long known = this.time;
		boolean newer = asked - this.asked >= 0;
		if (newer || (told != null && known != null && told - known > 0)) {
			this.time = told;
			this.asked = (newer) ? asked : this.asked;
		}
	}

	/**
	 * Return the deadline.
	 * @return the time, by the ticker; {@code null} if the lease does not expire
	 */
	@Nullable Long time() {
		return this.time;
	}

	boolean hasPassed(long now) {
		Long time = this.time;
		return time != null && time - now <= 0;
	}

	/**
	 * Return how long the lease still lives.
	 * @param now the time, by the ticker
	 * @return the time, negative if it is over; {@code null} if it does not expire
	 */
	@Nullable Duration left(long now) {
		Long time = this.time;
		return (time != null) ? Duration.ofNanos(time - now) : null;
	}

}
