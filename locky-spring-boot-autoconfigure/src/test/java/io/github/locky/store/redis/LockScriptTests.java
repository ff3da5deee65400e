package io.github.locky.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.store.FencingToken;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.InstanceId;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalEntry.Kind;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.JournalPage;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisState;
import io.github.locky.testing.RedisTest;
import io.github.locky.testing.RespConnection;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the scripts that lock and unlock, without a running engine.
 */
@RedisTest
class LockScriptTests {

	private final RedisServer redis;

	private ScriptFixture locks;

	LockScriptTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.locks = new ScriptFixture(this.redis);
	}

	@AfterEach
	void stop() {
		this.locks.close();
	}

	@Test
	void refusedAttemptTouchesNothing() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(10));
		Map<String, String> before = RedisState.of(this.redis);
		try (RespConnection subscriber = this.redis.connect()) {
			subscriber.command("SUBSCRIBE", ScriptFixture.EVENTS);
			assertThat(this.locks.lock(this.locks.call("article:1", "grace", Duration.ofHours(1))))
				.isInstanceOf(LockResult.Refused.class);
			assertThat(this.locks.lock(this.locks.call(List.of("article:0", "article:1"), "grace", null)))
				.isInstanceOfSatisfying(LockResult.Refused.class,
						(refused) -> assertThat(refused.resource() + " " + refused.holder())
							.isEqualTo("article:1 ada"));
			this.redis.command("PUBLISH", ScriptFixture.EVENTS, "the first message");
			assertThat(subscriber.read()).isEqualTo(List.of("message", ScriptFixture.EVENTS, "the first message"));
		}
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
		assertThat(remaining("article:1")).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
	}

	@Test
	void everyTransitionIsToldWithTheEntryBefore() {
		List<JournalMessage> messages = messages(() -> {
			this.locks.lock("article:1", "ada");
			this.locks.force("article:1", "grace");
			this.locks.unlock("article:1");
		});
		List<JournalEntry> journal = this.locks.journal();
		assertThat(messages).flatExtracting(JournalMessage::entries).isEqualTo(journal);
		assertThat(messages).extracting(JournalMessage::before)
			.containsExactly(0L, journal.get(0).id(), journal.get(1).id());
		assertThat(messages).extracting(JournalMessage::partition).containsOnly(0);
	}

	@Test
	void entryBeforeTheFirstOfAMillisecondIsLookedUp() {
		this.locks.lock("article:1", "ada");
		long millis = now() + Duration.ofHours(1).toMillis();
		this.redis.command("XSETID", ScriptFixture.JOURNAL, millis + "-18446744073709551615");
		List<JournalMessage> messages = messages(() -> {
			this.locks.lock("article:2", "ada");
			this.locks.lock("article:3", "ada");
		});
		List<JournalEntry> journal = this.locks.journal();
		assertThat(messages).extracting(JournalMessage::before)
			.containsExactly(journal.get(0).id(), journal.get(1).id());
		assertThat(FencingToken.sequence(journal.get(1).id())).isZero();
	}

	@Test
	void whatOneScriptJournalsIsToldInOneMessage() {
		List<String> resources = List.of("article:1", "article:2", "article:3");
		List<JournalMessage> messages = messages(
				() -> this.locks.lock(this.locks.call(resources, "ada", Duration.ofMinutes(1))));
		assertThat(messages).singleElement()
			.satisfies((message) -> assertThat(message.entries()).isEqualTo(this.locks.journal()).hasSize(3));
		resources.forEach((resource) -> this.redis.command("DEL", "lock:resource:" + resource));
		assertThat(messages(() -> this.locks.expire(resources))).singleElement()
			.satisfies((message) -> assertThat(message.entries()).hasSize(3)
				.allMatch((entry) -> entry.kind() == Kind.EXPIRED));
	}

	@Test
	void pageTooLongForAMessageIsToldWithoutEntries() {
		List<String> resources = IntStream.range(0, 100).mapToObj((i) -> "x".repeat(1000) + i).toList();
		assertThat(messages(() -> this.locks.lock(this.locks.call(resources, "ada", null)))).singleElement()
			.satisfies((message) -> assertThat(message.entries()).isEmpty());
	}

	// What is told to all instances while something is done
	private List<JournalMessage> messages(Runnable action) {
		return heard(ScriptFixture.EVENTS, action).stream()
			.map((message) -> JournalCodec.message(Journals.bytes(message)))
			.toList();
	}

	// What is told to this instance alone
	private List<String> mail(Runnable action) {
		return heard(ScriptFixture.MAIL + this.locks.instance(), action);
	}

	private List<String> heard(String channel, Runnable action) {
		try (RespConnection subscriber = this.redis.connect()) {
			subscriber.command("SUBSCRIBE", channel);
			action.run();
			this.redis.command("PUBLISH", channel, "end");
			List<String> messages = new ArrayList<>();
			for (String message = read(subscriber); !message.equals("end"); message = read(subscriber)) {
				messages.add(message);
			}
			return messages;
		}
	}

	private static String read(RespConnection subscriber) {
		return (String) ((List<?>) subscriber.read()).get(2);
	}

	@Test
	void whoEndsAnOwnershipOfAnotherTellsItsInstance() {
		LockCommand call = this.locks.call("article:1", "ada", null);
		String loss = "X " + call.acquisition() + " article:1";
		List<Runnable> ends = List.of(() -> this.locks.force("article:1", "grace"),
				() -> this.locks.unlock("article:1"), () -> this.locks.unlock("article:1", "ada"), () -> {
					this.redis.command("DEL", "lock:resource:article:1");
					this.locks.expire("article:1");
				});
		for (Runnable end : ends) {
			this.locks.lock(call);
			assertThat(mail(end)).containsExactly(loss);
			this.locks.unlock("article:1");
		}
	}

	@Test
	void whoEndsAnOwnershipOfItsOwnTellsNobody() {
		LockCommand call = this.locks.call("article:1", "ada", null);
		this.locks.lock(call);
		assertThat(mail(() -> this.locks.release(call.targets()))).isEmpty();
		LockCommand other = this.locks.call("article:1", "ada", null);
		long token = ScriptFixture.token(this.locks.lock(other));
		LockTarget target = new LockTarget("article:1", Ownership.byToken(token, other.acquisition()));
		assertThat(mail(() -> this.locks.unlock(target))).isEmpty();
	}

	@Test
	void whoEndsAnOwnershipToWhichAnotherCameBackTellsThat() {
		LockCommand outer = this.locks.call("article:1", "ada", null);
		long token = ScriptFixture.token(this.locks.lock(outer));
		LockCommand inner = this.locks.call(LockRequest.of("article:1", "ada").reentrant(), null);
		this.locks.lock(inner);
		LockTarget target = new LockTarget("article:1", Ownership.byToken(token, outer.acquisition()));
		assertThat(mail(() -> this.locks.unlock(target)))
			.containsExactly("X " + InstanceId.kept(inner.acquisition()) + " article:1");
	}

	@Test
	void whoDoesNotAskForItIsNotToldOfTheEnd() {
		this.locks.lock(this.locks.locks().attempt(LockRequest.of("article:1", "ada"), false, null));
		assertThat(mail(() -> this.locks.force("article:1", "grace"))).isEmpty();
	}

	private static Consumer<LockResult> isHeld(String resource, String holder, int place) {
		return (result) -> assertThat(result).isInstanceOfSatisfying(LockResult.Refused.class, (refused) -> {
			assertThat(refused)
				.extracting(LockResult.Refused::resource, LockResult.Refused::holder, LockResult.Refused::place)
				.containsExactly(resource, holder, place);
			assertThat(refused.remaining()).isNull();
		});
	}

	@Test
	void firstInTheQueueIsToldThatItIsItsTurn() {
		this.locks.lock("article:1", "ada");
		assertThat(this.locks.lock(this.locks.waitingCall("article:1", "grace")))
			.satisfies(isHeld("article:1", "ada", 1));
		assertThat(mail(() -> this.locks.unlock("article:1", "ada"))).contains("Y article:1");
		assertThat(this.locks.lock(this.locks.waitingCall("article:1", "grace")))
			.isInstanceOf(LockResult.Granted.class);
		assertThat(mail(() -> this.locks.unlock("article:1", "grace"))).doesNotContain("Y article:1");
	}

	@Test
	void instancesHaveTheirTurnInTheOrderTheyCame() {
		try (ScriptFixture second = new ScriptFixture(this.redis);
				ScriptFixture third = new ScriptFixture(this.redis)) {
			this.locks.lock("article:1", "ada");
			assertThat(place(second)).isEqualTo(1);
			assertThat(place(third)).isEqualTo(2);
			assertThat(place(second)).isEqualTo(1);
			keepReservations(() -> {
				this.locks.unlock("article:1", "ada");
				assertThat(refused(third)).extracting(LockResult.Refused::holder).isNull();
				assertThat(second.lock(second.waitingCall("article:1", "second")))
					.isInstanceOf(LockResult.Granted.class);
				assertThat(place(third)).isEqualTo(1);
			});
		}
	}

	@Test
	void whoDoesNotWaitTakesWhatIsFreeAndLeavesTheQueueAsItIs() {
		try (ScriptFixture second = new ScriptFixture(this.redis)) {
			this.locks.lock("article:1", "ada");
			assertThat(place(second)).isEqualTo(1);
			this.locks.unlock("article:1", "ada");
			assertThat(this.locks.lock("article:1", "grace")).isPositive();
			assertThat(place(second)).isEqualTo(1);
		}
	}

	@Test
	void whoDoesNotComeInTimeIsDropped() {
		try (ScriptFixture second = new ScriptFixture(this.redis);
				ScriptFixture third = new ScriptFixture(this.redis)) {
			this.locks.lock("article:1", "ada");
			place(second);
			place(third);
			this.locks.unlock("article:1", "ada");
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.until(() -> third.lock(third.waitingCall("article:1", "third")) instanceof LockResult.Granted);
			assertThat(place(second)).isEqualTo(1);
			third.unlock("article:1", "third");
		}
	}

	// As after the clock was set back
	@Test
	void turnThatIsFarInTheFutureIsOver() {
		try (ScriptFixture second = new ScriptFixture(this.redis)) {
			reserve(second, now() + 3_600_000);
			assertThat(mail(() -> this.locks.expire("article:1"))).isEmpty();
			assertThat(this.redis.command("HEXISTS", ScriptFixture.HOLDERS, "article:1")).isEqualTo(0L);
			reserve(second, now() + 3_600_000);
			assertThat(this.locks.lock(this.locks.waitingCall("article:1", "ada")))
				.isInstanceOf(LockResult.Granted.class);
			assertThat(RedisState.of(this.redis).get(ScriptFixture.HOLDERS)).doesNotContain(second.instance().value());
		}
	}

	private void reserve(ScriptFixture fixture, long until) {
		this.redis.command("HSET", ScriptFixture.HOLDERS, "article:1", "- " + until + " " + fixture.instance() + ",");
	}

	@Test
	void whoLeavesPassesItsTurnOn() {
		try (ScriptFixture second = new ScriptFixture(this.redis)) {
			this.locks.lock("article:1", "ada");
			place(second);
			place(this.locks);
			keepReservations(() -> {
				this.locks.unlock("article:1", "ada");
				assertThat(mail(() -> second.leave("article:1"))).containsExactly("Y article:1");
				assertThat(this.locks.lock(this.locks.waitingCall("article:1", "grace")))
					.isInstanceOf(LockResult.Granted.class);
			});
			assertThat(RedisState.of(this.redis).get(ScriptFixture.HOLDERS)).doesNotContain(second.instance().value());
		}
	}

	@Test
	void queueOfARivalsLockIsKeptUntilItIsGone() {
		this.redis.command("SET", "lock:resource:article:1", "node");
		assertThat(refused(this.locks)).satisfies(isHeld("article:1", "node", 1));
		this.redis.command("DEL", "lock:resource:article:1");
		assertThat(mail(() -> this.locks.expire("article:1"))).containsExactly("Y article:1");
		assertThat(this.locks.history()).isEmpty();
		this.locks.leave("article:1");
		assertThat(this.redis.command("EXISTS", ScriptFixture.HOLDERS)).isEqualTo(0L);
	}

	@Test
	void waiterForSeveralPassesItsTurnOnWhileAnotherIsHeld() {
		try (ScriptFixture second = new ScriptFixture(this.redis);
				ScriptFixture third = new ScriptFixture(this.redis)) {
			this.locks.lock("a", "ada");
			this.locks.lock("b", "ada");
			LockRequest both = ScriptFixture.request(List.of("a", "b"), "second", null);
			LockCommand.Waiting impatient = new LockCommand.Waiting(false, false);
			LockCommand.Waiting patient = new LockCommand.Waiting(false, true);
			second.lock(second.call(both, impatient));
			third.lock(third.waitingCall("a", "third"));
			keepReservations(() -> {
				this.locks.unlock("a", "ada");
				assertThat(second.lock(second.call(both, impatient))).satisfies(isHeld("b", "ada", 1));
				assertThat(third.lock(third.waitingCall("a", "third"))).isInstanceOf(LockResult.Granted.class);
			});
			second.lock(second.call(both, patient));
			keepReservations(() -> {
				third.unlock("a", "third");
				assertThat(second.lock(second.call(both, patient))).satisfies(isHeld("b", "ada", 1));
				assertThat(third.lock(third.waitingCall("a", "third"))).isInstanceOf(LockResult.Refused.class);
				this.locks.unlock("b", "ada");
				assertThat(second.lock(second.call(both, patient))).isInstanceOf(LockResult.Granted.class);
			});
		}
	}

	@Test
	void isHandedOverAnyNumberOfTimesIfNobodyElseQueues() {
		this.locks.lock("article:1", "ada");
		LockCommand next = this.locks.waitingCall("article:1", "ada");
		assertThat(this.locks.handOver("article:1", "ada", next, 1_000_000, 1).granted()).isNotNull();
	}

	@Test
	void isHandedOverSixteenTimesAndForFiveMillisecondsIfOthersQueue() {
		try (ScriptFixture second = new ScriptFixture(this.redis)) {
			this.locks.lock("article:1", "ada");
			place(second);
			LockCommand next = this.locks.call(LockRequest.of("article:1", "ada"),
					new LockCommand.Waiting(true, false));
			HandOverResult within = this.locks.handOver("article:1", "ada", next, 15, now() + 60_000);
			assertThat(within.granted()).isNotNull();
			LockCommand more = this.locks.call(LockRequest.of("article:1", "ada"),
					new LockCommand.Waiting(true, false));
			assertThat(this.locks.handOver("article:1", "ada", more, 16, now() + 60_000))
				.isEqualTo(HandOverResult.UNLOCKED);
			this.locks.lock("article:1", "ada");
			assertThat(this.locks.handOver("article:1", "ada", more, 1, now() - 60_000))
				.isEqualTo(HandOverResult.UNLOCKED);
			assertThat(second.lock(second.waitingCall("article:1", "second"))).isInstanceOf(LockResult.Granted.class);
		}
	}

	// As after the clock was set back
	@Test
	void rowOfHandOversThatBeganInTheFutureBeginsNow() {
		this.locks.lock("article:1", "ada");
		HandOverResult result = this.locks.handOver("article:1", "ada", this.locks.call("article:1", "grace", null), 1,
				now() + 3_600_000);
		assertThat(result.granted()).isNotNull();
		assertThat(result.rowBegan()).isBetween(now() - 60_000, now() + 1_000);
		this.redis.command("XSETID", ScriptFixture.JOURNAL, (now() + 3_600_000) + "-0");
		result = this.locks.handOver("article:1", "grace", this.locks.call("article:1", "joan", null));
		result = this.locks.handOver("article:1", "joan", this.locks.call("article:1", "ada", null));
		assertThat(result.rowBegan()).isBetween(now() - 60_000, now() + 1_000);
	}

	private static int place(ScriptFixture fixture) {
		return refused(fixture).place();
	}

	private static LockResult.Refused refused(ScriptFixture fixture) {
		return (LockResult.Refused) fixture.lock(fixture.waitingCall("article:1", "somebody"));
	}

	// A reservation lasts for a moment, in which a busy machine may do nothing
	private static void keepReservations(Runnable action) {
		long start = System.nanoTime();
		try {
			action.run();
		}
		catch (AssertionError ex) {
			Assumptions.assumeTrue(System.nanoTime() - start < Duration.ofMillis(25).toNanos(),
					() -> "The machine was too busy: " + ex.getMessage());
			throw ex;
		}
	}

	@Test
	void repetitionAnswersTheSameAndChangesNothing() {
		List<LockCommand> calls = List.of(this.locks.call("article:1", "ada", Duration.ofMinutes(10)),
				this.locks.forcedCall("article:1", "ada", Duration.ofMinutes(20)),
				this.locks.forcedCall("article:1", "grace", null),
				this.locks.call(List.of("article:2", "article:3"), "ada", Duration.ofMinutes(10)));
		for (LockCommand call : calls) {
			long token = ScriptFixture.token(this.locks.lock(call));
			Map<String, String> before = RedisState.of(this.redis);
			assertThat(ScriptFixture.token(this.locks.lock(call))).isEqualTo(token);
			assertThat(RedisState.of(this.redis)).isEqualTo(before);
		}
	}

	@Test
	void handingOverUnlocksAndLocksInOneStep() {
		long first = this.locks.lock("article:1", "ada", Duration.ofMinutes(1));
		LockResult.Granted granted = this.locks
			.handOver("article:1", "ada", this.locks.call("article:1", "grace", Duration.ofMinutes(10)))
			.granted();
		assertThat(granted).isNotNull();
		assertThat(ScriptFixture.token(granted)).isGreaterThan(first);
		assertThat(this.locks.history()).containsExactly("LOCKED article:1 by ada", "UNLOCKED article:1 by ada",
				"LOCKED article:1 by grace");
		assertThat(remaining("article:1")).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
		assertThat(this.locks.unlock("article:1", "grace")).isTrue();
	}

	@Test
	void handingOverAgainAnswersTheSameAndChangesNothing() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(1));
		LockCommand next = this.locks.call("article:1", "ada", null);
		LockResult.Granted granted = this.locks.handOver("article:1", "ada", next).granted();
		Map<String, String> before = RedisState.of(this.redis);
		LockResult.Granted again = this.locks.handOver("article:1", "ada", next).granted();
		assertThat(granted).isNotNull();
		assertThat(again).isNotNull();
		assertThat(again.grants()).isEqualTo(granted.grants());
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
		assertThat(this.redis.command("PTTL", "lock:resource:article:1")).isEqualTo(-1L);
	}

	@Test
	void whatIsNotHeldAsMeantIsNotHandedOver() {
		this.locks.lock("article:1", "joan");
		Map<String, String> before = RedisState.of(this.redis);
		for (String resource : List.of("article:1", "article:2")) {
			assertThat(this.locks.handOver(resource, "ada", this.locks.call(resource, "grace", null)))
				.isEqualTo(HandOverResult.NOT_HELD);
		}
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
	}

	@Test
	void rivalsLockIsHandedOverToo() {
		this.locks.lock("article:1", "joan");
		this.redis.command("SET", "lock:resource:article:1", "ada");
		assertThat(this.locks.handOver("article:1", "ada", this.locks.call("article:1", "grace", null)).granted())
			.isNotNull();
		assertThat(this.locks.history()).containsExactly("LOCKED article:1 by joan", "UNLOCKED article:1 by joan",
				"LOCKED article:1 by grace");
	}

	@Test
	void repetitionOfAForcedCallTakesNothingFromWhoCameInBetween() {
		this.locks.lock("article:1", "ada");
		this.locks.lock("article:2", "ada");
		LockCommand one = this.locks.forcedCall("article:1", "grace", null);
		LockCommand several = this.locks
			.call(ScriptFixture.request(List.of("article:2", "article:3"), "grace", null).force(), null);
		for (LockCommand forced : List.of(one, several)) {
			String resource = forced.resources().get(0);
			LockResult granted = this.locks.lock(forced);
			assertThat(ScriptFixture.token(this.locks.lock(forced))).isEqualTo(ScriptFixture.token(granted));
			this.locks.force(resource, "joan");
			assertThat(this.locks.lock(forced)).satisfies(isHeld(resource, "joan", 0));
			this.locks.unlock(resource, "joan");
			this.locks.lock(resource, "edith");
			assertThat(this.locks.lock(forced)).satisfies(isHeld(resource, "edith", 0));
		}
		assertThat(this.redis.command("KEYS", "locky:lock:resource:answer:*"))
			.asInstanceOf(InstanceOfAssertFactories.list(String.class))
			.hasSize(4)
			.allSatisfy((key) -> assertThat((Long) this.redis.command("PTTL", key)).isBetween(1L, 15_000L));
	}

	@Test
	void releaseThatIsSentAgainLeavesTheHoldAsItIs() {
		LockCommand call = this.locks.call("article:1", "ada", Duration.ofHours(1));
		long token = ((LockResult.Granted) this.locks.lock(call)).grants().get(0).token();
		LockTarget target = new LockTarget("article:1", Ownership.byToken(token, call.acquisition()),
				Duration.ofMinutes(10));
		assertThat(this.locks.unlock(target)).isTrue();
		Map<String, String> before = RedisState.of(this.redis);
		assertThat(this.locks.unlock(target)).isTrue();
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
		assertThat(Journals.entries(this.redis, ScriptFixture.JOURNAL)).hasSize(1);
	}

	// As after the clock was set back
	@Test
	void holdIsAsLongAsAskedForWhenTheJournalIsAheadOfTheClock() {
		this.locks.lock("article:0", "ada");
		this.redis.command("XSETID", ScriptFixture.JOURNAL, (now() + 3_600_000) + "-0");
		Duration hold = Duration.ofMinutes(10);
		for (Duration ttl : new Duration[] { null, hold, Duration.ofHours(2) }) {
			LockCommand call = this.locks.call("article:1", "ada", ttl);
			long token = ScriptFixture.token(this.locks.lock(call));
			LockTarget target = new LockTarget("article:1", Ownership.byToken(token, call.acquisition()), hold);
			assertThat(this.locks.unlock(target)).isTrue();
			assertThat(remaining("article:1")).isBetween(hold.minusMinutes(1), hold);
			Map<String, String> before = RedisState.of(this.redis);
			assertThat(this.locks.unlock(target)).isTrue();
			assertThat(RedisState.of(this.redis)).isEqualTo(before);
			this.locks.unlock("article:1");
		}
	}

	@Test
	void repetitionOfAnEndedOwnershipIsANewAttempt() {
		LockCommand call = this.locks.call("article:1", "ada", null);
		this.locks.lock(call);
		this.locks.force("article:1", "grace");
		assertThat(this.locks.lock(call)).satisfies(isHeld("article:1", "grace", 0));
	}

	@Test
	void tokensStayUniqueAtTheLimitOfTheSequence() {
		long millis = now() + Duration.ofHours(1).toMillis();
		Journals.append(this.redis, ScriptFixture.JOURNAL, millis + "-1048572", "U 1-1 0 a|b");
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			tokens.add(this.locks.force("article:1", "ada"));
		}
		assertThat(tokens).isSorted().doesNotHaveDuplicates().first().isEqualTo((millis << 20) + 1048573);
		assertThat(this.locks.journal()).extracting((entry) -> EntryId.of(entry.id()))
			.containsExactly(millis + "-1048572", millis + "-1048573", millis + "-1048574", millis + "-1048575",
					(millis + 1) + "-0", (millis + 1) + "-1", (millis + 1) + "-2");
		assertThat(this.locks.unlock("article:1", tokens.get(5))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1048571, 1048572 })
	void lockAndUnlockPassTheLimitOfTheSequence(int sequence) {
		long millis = now() + Duration.ofHours(1).toMillis();
		Journals.append(this.redis, ScriptFixture.JOURNAL, millis + "-" + sequence, "U 1-1 0 a|b");
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			long token = this.locks.lock("article:1", "ada");
			tokens.add(token);
			assertThat(this.locks.unlock("article:1", token)).isTrue();
		}
		assertThat(tokens).isSorted().doesNotHaveDuplicates().anyMatch((token) -> token >= (millis + 1) << 20);
	}

	@Test
	void flushedScriptsAreLoadedAgain() {
		this.locks.lock("article:1", "ada");
		this.redis.command("SCRIPT", "FLUSH");
		assertThat(this.locks.refresh("article:1")).isTrue();
		assertThat(this.locks.unlock("article:1")).isTrue();
		assertThat(this.locks.lock("article:1", "grace")).isPositive();
		assertThat(this.locks.history()).containsExactly("LOCKED article:1 by ada", "UNLOCKED article:1 by ada",
				"LOCKED article:1 by grace");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lockTakenAfterTheDeadlineButBeforeTheSweepTellsOfTheExpiryFirst(boolean several) {
		this.locks.lock("article:1", "ada", Duration.ofMillis(1));
		awaitGone("article:1");
		List<String> resources = (several) ? List.of("article:1", "article:2") : List.of("article:1");
		this.locks.lock(this.locks.call(resources, "grace", null));
		List<JournalEntry> journal = this.locks.journal();
		assertThat(this.locks.history().subList(0, 3)).containsExactly("LOCKED article:1 by ada",
				"EXPIRED article:1 by ada", "LOCKED article:1 by grace");
		assertThat(journal.get(1).token()).isEqualTo(journal.get(0).token());
		assertThat(journal.get(1).instant()).isAfterOrEqualTo(journal.get(0).instant());
		assertThat(this.redis.command("EXISTS", ScriptFixture.DEADLINES)).isEqualTo(0L);
		this.locks.expire("article:1");
		assertThat(this.locks.history()).filteredOn((entry) -> entry.startsWith("EXPIRED")).hasSize(1);
	}

	@Test
	void unlockLeavesNothingBehindButTheJournal() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(10));
		this.locks.lock("article:2", "ada");
		this.locks.unlock("article:1", "ada");
		this.locks.unlock("article:2", "ada");
		assertThat(RedisState.of(this.redis)).containsOnlyKeys(ScriptFixture.JOURNAL, "locky:lock:resource:layout");
	}

	@Test
	void pageEndsBeforeItIsAMebibyte() {
		List<String> resources = IntStream.range(0, 200).mapToObj((i) -> "r".repeat(4090) + i).toList();
		for (int start = 0; start < resources.size(); start += 50) {
			this.locks.lock(this.locks.call(resources.subList(start, start + 50), "l".repeat(4096), null));
		}
		JournalPage first = this.locks.page(JournalPage.START);
		assertThat(first.more()).isTrue();
		assertThat(first.entries()).hasSizeBetween(100, 130);
		JournalPage second = this.locks.page(first.entries().get(first.entries().size() - 1).id());
		assertThat(second.more()).isFalse();
		assertThat(first.entries().size() + second.entries().size() - 1).isEqualTo(200);
	}

	@Test
	void forceOverAnotherTimeToLiveKeepsTheIndexInStep() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(10));
		this.locks.force("article:1", "grace");
		assertThat(this.redis.command("PTTL", ScriptFixture.LOCK + "article:1")).isEqualTo(-1L);
		assertThat(this.redis.command("ZCARD", ScriptFixture.DEADLINES)).isEqualTo(0L);
		assertThat(this.locks.journal()).extracting(JournalEntry::kind).containsExactly(Kind.LOCKED, Kind.FORCED);
		assertThat(this.locks.journal().get(1).previousLocker()).isEqualTo("ada");
	}

	@Test
	void unlockByTokenOrAcquisitionSparesLaterOwnerships() {
		LockCommand call = this.locks.call("article:1", "ada", null);
		long token = ScriptFixture.token(this.locks.lock(call));
		this.locks.unlock("article:1");
		this.locks.lock("article:1", "ada");
		assertThat(this.locks.unlock("article:1", token)).isFalse();
		assertThat(this.locks.release(call.targets())).isEmpty();
		assertThat(this.locks.read("article:1")).extracting(HeldLock::locker).isEqualTo("ada");
	}

	@Test
	void rivalOfTheSameNameAfterTheDeadlineIsAnotherOwnership() {
		LockCommand call = this.locks.call("article:1", "ada", Duration.ofMillis(1));
		long token = ScriptFixture.token(this.locks.lock(call));
		awaitGone("article:1");
		this.redis.command("SET", "lock:resource:article:1", "ada", "PX", "60000");
		assertThat(this.locks.unlock("article:1", token)).isFalse();
		assertThat(this.locks.release(call.targets())).isEmpty();
		assertThat(this.locks.refresh(new LockTarget("article:1", Ownership.byToken(token, call.acquisition()))))
			.isFalse();
		assertThat(this.locks.unlock("article:1", "ada")).isTrue();
	}

	private Duration remaining(String resource) {
		return this.locks.read(resource).remaining();
	}

	private void awaitGone(String resource) {
		Awaitility.await().until(() -> this.locks.read(resource) == null);
	}

	private long now() {
		return Long.parseLong((String) ((List<?>) this.redis.command("TIME")).get(0)) * 1000;
	}

}
