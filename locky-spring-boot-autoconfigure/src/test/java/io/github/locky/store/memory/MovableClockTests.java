package io.github.locky.store.memory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link MovableClock}.
 */
class MovableClockTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final MovableClock clock = new MovableClock();

	@Test
	void timePassesAtOnce() {
		long millis = this.clock.millis();
		long nanos = this.clock.nanoTime();
		this.clock.advance(HOUR);
		assertThat(this.clock.millis() - millis).isCloseTo(HOUR.toMillis(), within(5_000L));
		assertThat(this.clock.nanoTime() - nanos).isCloseTo(HOUR.toNanos(), within(5_000_000_000L));
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(HOUR.negated()));
	}

	@Test
	void noTimePassesWhenTheTimeOfDayJumps() {
		long millis = this.clock.millis();
		long nanos = this.clock.nanoTime();
		this.clock.step(HOUR.negated());
		assertThat(this.clock.instant().toEpochMilli() - millis).isCloseTo(-HOUR.toMillis(), within(5_000L));
		assertThat(this.clock.nanoTime() - nanos).isBetween(0L, 5_000_000_000L);
	}

	@Test
	void whoWaitsIsWoken() {
		for (int i = 0; i < 200; i++) {
			long end = this.clock.nanoTime() + HOUR.toNanos();
			CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
				while (this.clock.nanoTime() - end < 0) {
					this.clock.parkUntil(this, end);
				}
				return true;
			});
			this.clock.advance(HOUR);
			assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
		}
	}

}
