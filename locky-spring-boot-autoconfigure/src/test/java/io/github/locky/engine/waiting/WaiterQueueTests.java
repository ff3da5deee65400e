package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaiterQueue}.
 */
class WaiterQueueTests {

	private static final LockResult.Refused REFUSED = new LockResult.Refused("article:1",
			new HeldLock("article:1", "ada", 6, null, null), null, 1);

	private final WaiterQueue queue = new WaiterQueue(Ticker.SYSTEM, "article:1");

	private final AtomicInteger signals = new AtomicInteger();

	private final Waiter first = waiter("grace");

	@Test
	void firstAsksAtOnceAndTheOthersDoNot() {
		Waiter second = waiter("joan");
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		assertThat(second.look(in(Duration.ZERO), false)).isEqualTo(Waiter.Outlook.OVER);
	}

	@Test
	void nextAsksAtOnceIfTheStoreDoesNotKnowThatSomebodyWaitsHere() {
		Waiter second = waiter("joan");
		this.queue.answered(new LockResult.Granted("a.1", List.of(), 0), false, false);
		this.queue.remove(this.first, in(Duration.ofHours(1)));
		assertThat(second.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
	}

	@Test
	void nextWaitsForItsTurnIfTheStoreKnowsThatSomebodyWaitsHere() {
		Waiter second = waiter("joan");
		this.queue.answered(REFUSED, true, false);
		this.queue.remove(this.first, in(Duration.ofHours(1)));
		assertThat(second.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.WAIT);
	}

	@Test
	void turnThatComesWhileTheFirstIsAskingIsNotLost() {
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		this.first.beginAttempt();
		this.queue.wakeFirst();
		this.first.awaitNextAttempt(in(Duration.ofHours(1)));
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
	}

	@Test
	void turnOfWhoLeavesGoesToTheNext() {
		Waiter second = waiter("joan");
		this.queue.answered(REFUSED, true, false);
		this.queue.wakeFirst();
		this.queue.remove(this.first, in(Duration.ofHours(1)));
		assertThat(second.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
	}

	@Test
	void whoIsAskingIsNotOfferedTheLock() {
		assertThat(this.queue.offer()).isSameAs(this.first);
		this.first.takeBack(in(Duration.ofHours(1)));
		this.queue.wakeFirst();
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		assertThat(this.queue.offer()).isNull();
	}

	@Test
	void whoeverHasTheLockIsKnownToThoseBehind() {
		this.queue.answered(REFUSED, true, false);
		assertThat(this.queue.lastRefusal()).isEqualTo(REFUSED);
		this.queue.handedOver(handedOver(), true, this.first);
		assertThat(this.queue.lastRefusal()).satisfies((refusal) -> {
			assertThat(refusal.holder()).isEqualTo("grace");
			assertThat(refusal.remaining()).isEqualTo(Duration.ofSeconds(1));
			assertThat(refusal.held().fencingToken()).isEqualTo(7);
			assertThat(refusal.held().instance()).isEqualTo("a");
		});
	}

	@Test
	void patientOneComesFirst() {
		Waiter patient = inFront("mary");
		assertThat(patient.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		assertThat(this.first.look(in(Duration.ZERO), false)).isEqualTo(Waiter.Outlook.OVER);
	}

	@Test
	void whoComesInFrontAsksAgainWhenThePlaceWasGivenUpMeanwhile() {
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		Waiter patient = inFront("mary");
		refused(patient);
		this.queue.answered(new LockResult.Granted("a.1", List.of(), 0), false, false);
		this.queue.remove(this.first, in(Duration.ofHours(1)));
		assertThat(patient.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
	}

	@Test
	void whoComesInFrontAsksAgainWhenTheLockWasHandedOverMeanwhile() {
		this.queue.answered(REFUSED, false, false);
		assertThat(this.queue.offer()).isSameAs(this.first);
		Waiter patient = inFront("mary");
		refused(patient);
		this.queue.handedOver(handedOver(), false, this.first);
		this.queue.remove(this.first, in(Duration.ofHours(1)));
		assertThat(patient.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
	}

	@Test
	void nobodyAsksWhenItIsTheTurnOfOthers() {
		Waiter second = waiter("joan");
		this.queue.answered(REFUSED, true, false);
		assertThat(this.queue.offer()).isSameAs(this.first);
		this.queue.handedOver(HandOverResult.UNLOCKED, true, this.first);
		this.first.takeBack(in(Duration.ofHours(1)));
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.WAIT);
		assertThat(second.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.WAIT);
	}

	@Test
	void whoWasOfferedTheLockWaitsForTheAnswerBeforeItLeaves() {
		this.queue.answered(REFUSED, true, false);
		assertThat(this.queue.offer()).isSameAs(this.first);
		int before = this.signals.get();
		assertThat(this.first.look(in(Duration.ofMinutes(1)), true)).isEqualTo(Waiter.Outlook.WAIT);
		assertThat(this.first.nextLook(in(Duration.ZERO))).isNull();
		this.first.takeBack(in(Duration.ofHours(1)));
		assertThat(this.signals).hasValueGreaterThan(before);
		assertThat(this.first.look(in(Duration.ofMinutes(1)), true)).isEqualTo(Waiter.Outlook.OVER);
		assertThat(this.queue.offer()).isNull();
	}

	@Test
	void whatIsGivenTooLateIsNotTaken() {
		assertThat(this.queue.offer()).isSameAs(this.first);
		assertThat(this.first.look(in(Duration.ZERO), false)).isEqualTo(Waiter.Outlook.WAIT);
		this.first.grant(new LockResult.Granted("a.1", List.of(), 0));
		assertThat(this.first.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.OVER);
		assertThat(this.first.granted()).isNotNull();
	}

	private Waiter waiter(String locker) {
		Waiter waiter = new Waiter(Ticker.SYSTEM, "article:1", LockRequest.of("article:1", locker), true,
				System.nanoTime(), false, this.signals::incrementAndGet);
		this.queue.add(waiter, false);
		return waiter;
	}

	private Waiter inFront(String locker) {
		Waiter waiter = new Waiter(Ticker.SYSTEM, "article:1", LockRequest.of("article:1", locker), true,
				System.nanoTime(), false, this.signals::incrementAndGet);
		this.queue.add(waiter, true);
		return waiter;
	}

	private void refused(Waiter waiter) {
		assertThat(waiter.look(in(Duration.ofMinutes(1)), false)).isEqualTo(Waiter.Outlook.TURN);
		waiter.beginAttempt();
		this.queue.answered(REFUSED, true, true);
		waiter.awaitNextAttempt(in(Duration.ofHours(1)));
	}

	private static HandOverResult handedOver() {
		return new HandOverResult(true, new LockResult.Granted("a.1",
				List.of(new LockResult.Grant("article:1", 7, Duration.ofSeconds(1), null, null)), 0), 5);
	}

	private static long in(Duration duration) {
		return System.nanoTime() + duration.toNanos();
	}

}
