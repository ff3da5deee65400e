package io.github.locky.lease;

import java.time.Duration;
import java.util.List;

import io.github.locky.redis.Acquisition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaitLine}.
 */
class WaitLineTests {

	private static final int MANY = 1_000;

	private final WaitLine line = new WaitLine("article:1");

	private final Waiter first = waiter("ada");

	@Test
	void isOfferedToTheFirstForEverIfNobodyElseWaits() {
		assertThat(offersInARow()).isEqualTo(MANY);
	}

	@Test
	void isOfferedToNobodyAfterAWhileIfOthersWaitElsewhere() {
		this.line.wanted("elsewhere.1");
		assertThat(offersInARow()).isBetween(1, 16);
		this.line.unlocked();
		assertThat(offersInARow()).isEqualTo(MANY);
	}

	@Test
	void othersWaitElsewhereIfTheFirstAttemptFindsSomebodyWaiting() {
		this.line.refused(true);
		assertThat(offersInARow()).isBetween(1, 16);
	}

	@Test
	void whoFindsItsOwnWaitingIsNotMistaken() {
		this.line.refused(false);
		this.line.refused(true);
		assertThat(offersInARow()).isEqualTo(MANY);
	}

	@Test
	void ringWhileTheFirstIsAskingIsNotLostWhenItLetsOthersAskBefore() {
		assertThat(this.line.offer()).isSameAs(this.first);
		this.first.takeBack();
		this.line.wanted("elsewhere.1");
		assertThat(this.first.awaitTurn(in(Duration.ofSeconds(20)))).isTrue();
		this.first.attempt(false);
		Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> this.line.offer() == null);
		this.line.wakeFirst();
		this.line.unlocked();
		this.first.askAgainAt(in(Duration.ofHours(1)));
		assertThat(this.first.awaitTurn(in(Duration.ofSeconds(20)))).isTrue();
	}

	private int offersInARow() {
		int offers = 0;
		while (offers < MANY && this.line.offer() != null) {
			this.first.takeBack();
			offers++;
		}
		return offers;
	}

	private Waiter waiter(String locker) {
		Waiter waiter = new Waiter("article:1", Acquisition.of(List.of("article:1"), locker, null, false, false),
				System.nanoTime(), Thread.currentThread());
		this.line.add(waiter);
		return waiter;
	}

	private static long in(Duration duration) {
		return System.nanoTime() + duration.toNanos();
	}

}
