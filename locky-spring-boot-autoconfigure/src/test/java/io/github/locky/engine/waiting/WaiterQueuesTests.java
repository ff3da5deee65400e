package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;

import io.github.locky.LockRequest;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaiterQueues}.
 */
class WaiterQueuesTests {

	private static final LockRequest SEVERAL = LockRequest.ofAll(List.of("a", "b"));

	private static final LockResult GRANTED = new LockResult.Granted("one.1", List.of(), 0);

	private final WaiterQueues queues = new WaiterQueues(Ticker.SYSTEM);

	private final Waiter several = join("a", SEVERAL);

	@Test
	void whoWaitsForAnotherOfSeveralResourcesIsToldToTheStore() {
		assertThat(this.queues.beginAttempt(this.several)).isFalse();
		Waiter one = join("b", LockRequest.of("b"));
		assertThat(this.queues.beginAttempt(this.several)).isTrue();
		assertThat(this.queues.beginAttempt(one)).isFalse();
	}

	@Test
	void whoCameToAnotherOfSeveralResourcesMeanwhileAsksAgain() {
		LockCommand.Waiting how = new LockCommand.Waiting(this.queues.beginAttempt(this.several), false);
		Waiter one = refused(join("b", LockRequest.of("b")));
		this.queues.answered(this.several, GRANTED, how);
		assertThat(isToAsk(one)).isTrue();
	}

	@Test
	void whoWasToldToTheStoreWaitsForTheirTurn() {
		Waiter one = refused(join("b", LockRequest.of("b")));
		LockCommand.Waiting how = new LockCommand.Waiting(this.queues.beginAttempt(this.several), false);
		this.queues.answered(this.several, GRANTED, how);
		assertThat(isToAsk(one)).isFalse();
	}

	private Waiter join(String resource, LockRequest request) {
		Waiter waiter = new Waiter(Ticker.SYSTEM, resource, request, true, System.nanoTime(), false, () -> {
		});
		this.queues.join(waiter, false);
		return waiter;
	}

	private Waiter refused(Waiter waiter) {
		assertThat(isToAsk(waiter)).isTrue();
		LockCommand.Waiting how = new LockCommand.Waiting(this.queues.beginAttempt(waiter), false);
		this.queues.answered(waiter, new LockResult.Refused(waiter.resource(), null, null, 1), how);
		waiter.awaitNextAttempt(inAMinute());
		return waiter;
	}

	private static boolean isToAsk(Waiter waiter) {
		return waiter.look(inAMinute(), false) == Waiter.Outlook.TURN;
	}

	private static long inAMinute() {
		return System.nanoTime() + Duration.ofMinutes(1).toNanos();
	}

}
