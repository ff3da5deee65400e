package io.github.locky.engine.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseDeadline}.
 */
class LeaseDeadlineTests {

	private final LeaseDeadline deadline = new LeaseDeadline(0, Duration.ofSeconds(10));

	@Test
	void passesBeforeThatOfTheStore() {
		assertThat(this.deadline.hasPassed(seconds(9))).isFalse();
		assertThat(this.deadline.hasPassed(seconds(10))).isTrue();
		assertThat(this.deadline.left(0)).isBetween(Duration.ofSeconds(9), Duration.ofMillis(9999));
		assertThat(this.deadline.left(seconds(10))).isNegative();
	}

	@Test
	void doesNotPassWithoutATimeToLive() {
		LeaseDeadline endless = new LeaseDeadline(0, null);
		assertThat(endless.time()).isNull();
		assertThat(endless.left(seconds(1))).isNull();
		assertThat(endless.hasPassed(Long.MAX_VALUE / 2)).isFalse();
	}

	@Test
	void newerAnswerCountsWhateverItSays() {
		this.deadline.answered(seconds(5), Duration.ofSeconds(10));
		assertThat(this.deadline.hasPassed(seconds(14))).isFalse();
		this.deadline.answered(seconds(6), Duration.ofSeconds(1));
		assertThat(this.deadline.hasPassed(seconds(7))).isTrue();
		this.deadline.answered(seconds(7), null);
		assertThat(this.deadline.hasPassed(seconds(8))).isFalse();
	}

	@Test
	void olderAnswerCountsOnlyIfItSaysMore() {
		this.deadline.answered(seconds(5), Duration.ofSeconds(10));
		this.deadline.answered(seconds(4), Duration.ofSeconds(1));
		assertThat(this.deadline.hasPassed(seconds(14))).isFalse();
		this.deadline.answered(seconds(4), Duration.ofSeconds(20));
		assertThat(this.deadline.hasPassed(seconds(23))).isFalse();
		this.deadline.answered(seconds(4), null);
		assertThat(this.deadline.hasPassed(seconds(24))).isTrue();
	}

	private static long seconds(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

}
