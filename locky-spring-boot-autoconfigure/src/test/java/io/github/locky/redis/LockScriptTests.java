package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.locky.redis.JournalEntry.Kind;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisState;
import io.github.locky.testing.RedisTest;
import io.github.locky.testing.RespConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
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
			subscriber.command("SUBSCRIBE", ScriptFixture.CHANNEL);
			assertThat(this.locks.locks().lock(ScriptFixture.call("article:1", "grace", Duration.ofHours(1))))
				.isInstanceOf(LockResult.Refused.class);
			assertThat(this.locks.locks().lock(ScriptFixture.call(List.of("article:0", "article:1"), "grace", null)))
				.isInstanceOfSatisfying(LockResult.Refused.class,
						(refused) -> assertThat(refused.resource() + " " + refused.holder())
							.isEqualTo("article:1 ada"));
			this.redis.command("PUBLISH", ScriptFixture.CHANNEL, "the first message");
			assertThat(subscriber.read()).isEqualTo(List.of("message", ScriptFixture.CHANNEL, "the first message"));
		}
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
		assertThat(remaining("article:1")).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
	}

	@Test
	void everyTransitionRingsOnce() {
		assertThat(messages(() -> {
			this.locks.lock("article:1", "ada");
			this.locks.force("article:1", "grace");
			this.locks.unlock("article:1");
		})).containsExactly("0 L article:1", "0 F article:1", "0 U article:1");
	}

	// What the doorbell says while something is done
	private List<Object> messages(Runnable action) {
		try (RespConnection subscriber = this.redis.connect()) {
			subscriber.command("SUBSCRIBE", ScriptFixture.CHANNEL);
			action.run();
			this.redis.command("PUBLISH", ScriptFixture.CHANNEL, "end");
			List<Object> messages = new ArrayList<>();
			for (Object message = read(subscriber); !message.equals("end"); message = read(subscriber)) {
				messages.add(message);
			}
			return messages;
		}
	}

	private static Object read(RespConnection subscriber) {
		return ((List<?>) subscriber.read()).get(2);
	}

	private void unlock(String resource, String locker) {
		this.locks.locks().unlock(resource, Holding.byLocker(locker));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void onlyTheFirstEntryOfAMillisecondRings(boolean unlock) {
		this.locks.lock("article:1", "ada");
		// The next entry is the first of its millisecond, and those after it are not
		long millis = now() + Duration.ofHours(1).toMillis();
		this.redis.command("XSETID", ScriptFixture.JOURNAL, millis + "-18446744073709551615");
		assertThat(messages(() -> {
			if (unlock) {
				unlock("article:1", "ada");
			}
			this.locks.lock("article:2", "ada");
			unlock("article:2", "ada");
			this.locks.lock("article:3", "ada");
		})).containsExactly((unlock) ? "0 U article:1" : "0 L article:2");
	}

	@Test
	void inABurstTheEndOfALockRingsIfSomebodyWaitsForIt() {
		Journals.beginBurst(this.redis, ScriptFixture.JOURNAL);
		Acquisition waiting = ScriptFixture.call("article:1", "grace", null).again(true, false);
		assertThat(messages(() -> {
			this.locks.lock("article:1", "ada");
			this.locks.locks().lock(waiting);
			this.locks.locks().lock(waiting);
			unlock("article:1", "ada");
			this.locks.lock("article:1", "ada");
			unlock("article:1", "ada");
		})).containsExactly("0 W " + waiting.id() + " article:1", "0 W " + waiting.id() + " article:1",
				"0 U article:1");
	}

	@Test
	void endsThatAreFoundTogetherRingOnceAndForThoseWhoWait() {
		List<String> resources = List.of("article:1", "article:2", "article:3");
		resources.forEach((resource) -> this.locks.lock(resource, "ada", Duration.ofMinutes(1)));
		Acquisition waiting = ScriptFixture.call("article:3", "grace", null).again(true, false);
		this.locks.locks().lock(waiting);
		resources.forEach((resource) -> this.redis.command("DEL", "lock:resource:" + resource));
		assertThat(messages(() -> this.locks.settle(resources))).containsExactly("0 E article:1", "0 E article:3");
		assertThat(this.locks.history()).endsWith("EXPIRED article:1 by ada", "EXPIRED article:2 by ada",
				"EXPIRED article:3 by ada");
	}

	@Test
	void whoeverTakesAWaitedForLockIsWaitedForToo() {
		Journals.beginBurst(this.redis, ScriptFixture.JOURNAL);
		Acquisition waiting = ScriptFixture.call("article:1", "grace", null).again(true, false);
		this.locks.lock("article:1", "ada");
		this.locks.locks().lock(waiting);
		this.locks.force("article:1", "joan");
		Acquisition next = ScriptFixture.call("article:1", "mary", null);
		this.locks.locks().handOver(Claim.of("article:1", Holding.byLocker("joan")), next);
		assertThat(messages(() -> unlock("article:1", "mary"))).containsExactly("0 U article:1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whoeverTakesAWaitedForLockThatRanOutIsWaitedForToo(boolean several) {
		Journals.beginBurst(this.redis, ScriptFixture.JOURNAL);
		this.locks.lock("article:1", "ada", Duration.ofMinutes(1));
		this.locks.locks().lock(ScriptFixture.call("article:1", "grace", null).again(true, false));
		this.redis.command("DEL", "lock:resource:article:1");
		List<String> resources = (several) ? List.of("article:1", "article:2") : List.of("article:1");
		this.locks.locks().lock(ScriptFixture.call(resources, "joan", null));
		assertThat(messages(() -> unlock("article:1", "joan"))).containsExactly("0 U article:1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void refusalTellsWhetherOthersWaitedBefore(boolean several) {
		this.locks.lock("article:1", "ada");
		List<String> resources = (several) ? List.of("article:1", "article:2") : List.of("article:1");
		Acquisition waiting = ScriptFixture.call(resources, "grace", null).again(true, false);
		assertThat(this.locks.locks().lock(ScriptFixture.call(resources, "joan", null)))
			.isEqualTo(new LockResult.Refused("article:1", "ada", null, false));
		assertThat(this.locks.locks().lock(waiting)).isEqualTo(new LockResult.Refused("article:1", "ada", null, false));
		assertThat(this.locks.locks().lock(waiting)).isEqualTo(new LockResult.Refused("article:1", "ada", null, true));
	}

	@Test
	void endOfALockRingsIfOthersQueueBehindItsHolder() {
		Journals.beginBurst(this.redis, ScriptFixture.JOURNAL);
		for (List<String> resources : List.of(List.of("article:1"), List.of("article:1", "article:2"))) {
			Acquisition first = ScriptFixture.call(resources, "ada", Duration.ofMinutes(1)).again(true, true);
			this.locks.locks().lock(first);
			assertThat(messages(() -> unlock("article:1", "ada"))).containsExactly("0 U article:1");
			unlock("article:2", "ada");
		}
	}

	@Test
	void endOfAKeptLockRingsIfOthersQueueBehindItsHolder() {
		Journals.beginBurst(this.redis, ScriptFixture.JOURNAL);
		this.locks.lock("article:1", "ada");
		this.locks.locks().lock(Acquisition.of(List.of("article:1"), "ada", null, true, false).again(true, true));
		assertThat(messages(() -> unlock("article:1", "ada"))).containsExactly("0 U article:1");
	}

	@Test
	void repetitionAnswersTheSameAndChangesNothing() {
		List<Acquisition> calls = List.of(ScriptFixture.call("article:1", "ada", Duration.ofMinutes(10)),
				ScriptFixture.forcedCall("article:1", "ada", Duration.ofMinutes(20)),
				ScriptFixture.forcedCall("article:1", "grace", null),
				ScriptFixture.call(List.of("article:2", "article:3"), "ada", Duration.ofMinutes(10)));
		for (Acquisition call : calls) {
			long token = ScriptFixture.token(this.locks.locks().lock(call));
			Map<String, String> before = RedisState.of(this.redis);
			assertThat(ScriptFixture.token(this.locks.locks().lock(call))).isEqualTo(token);
			assertThat(RedisState.of(this.redis)).isEqualTo(before);
		}
	}

	@Test
	void handingOverUnlocksAndLocksInOneStep() {
		long first = this.locks.lock("article:1", "ada", Duration.ofMinutes(1));
		LockResult.Granted granted = this.locks.locks()
			.handOver(adas("article:1"), ScriptFixture.call("article:1", "grace", Duration.ofMinutes(10)));
		assertThat(granted).isNotNull();
		assertThat(ScriptFixture.token(granted)).isGreaterThan(first);
		assertThat(this.locks.history()).containsExactly("LOCKED article:1 by ada", "UNLOCKED article:1 by ada",
				"LOCKED article:1 by grace");
		assertThat(remaining("article:1")).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
		assertThat(this.locks.locks().unlock("article:1", Holding.byLocker("grace"))).isTrue();
	}

	@Test
	void handingOverAgainAnswersTheSameAndChangesNothing() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(1));
		Acquisition next = ScriptFixture.call("article:1", "ada", null);
		LockResult.Granted granted = this.locks.locks().handOver(adas("article:1"), next);
		Map<String, String> before = RedisState.of(this.redis);
		LockResult.Granted again = this.locks.locks().handOver(adas("article:1"), next);
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
			assertThat(this.locks.locks().handOver(adas(resource), ScriptFixture.call(resource, "grace", null)))
				.isNull();
		}
		assertThat(RedisState.of(this.redis)).isEqualTo(before);
	}

	@Test
	void rivalsLockIsHandedOverToo() {
		this.locks.lock("article:1", "joan");
		this.redis.command("SET", "lock:resource:article:1", "ada");
		assertThat(this.locks.locks().handOver(adas("article:1"), ScriptFixture.call("article:1", "grace", null)))
			.isNotNull();
		assertThat(this.locks.history()).containsExactly("LOCKED article:1 by joan", "UNLOCKED article:1 by joan",
				"LOCKED article:1 by grace");
	}

	private static Claim adas(String resource) {
		return Claim.of(resource, Holding.byLocker("ada"));
	}

	@Test
	void repetitionOfAnEndedOwnershipIsANewAttempt() {
		Acquisition call = ScriptFixture.call("article:1", "ada", null);
		this.locks.locks().lock(call);
		this.locks.force("article:1", "grace");
		assertThat(this.locks.locks().lock(call)).isEqualTo(new LockResult.Refused("article:1", "grace", null, false));
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
		assertThat(this.locks.journal()).extracting(JournalEntry::id)
			.containsExactly(millis + "-1048572", millis + "-1048573", millis + "-1048574", millis + "-1048575",
					(millis + 1) + "-0", (millis + 1) + "-1", (millis + 1) + "-2");
		assertThat(this.locks.locks().unlock("article:1", Holding.byToken(tokens.get(5)))).isTrue();
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
			assertThat(this.locks.locks().unlock("article:1", Holding.byToken(token))).isTrue();
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
		this.locks.locks().lock(ScriptFixture.call(resources, "grace", null));
		List<JournalEntry> journal = this.locks.journal();
		assertThat(this.locks.history().subList(0, 3)).containsExactly("LOCKED article:1 by ada",
				"EXPIRED article:1 by ada", "LOCKED article:1 by grace");
		assertThat(journal.get(1).token()).isEqualTo(journal.get(0).token());
		assertThat(journal.get(1).instant()).isAfterOrEqualTo(journal.get(0).instant());
		assertThat(this.redis.command("EXISTS", ScriptFixture.DEADLINES)).isEqualTo(0L);
		this.locks.settle("article:1");
		assertThat(this.locks.history()).filteredOn((entry) -> entry.startsWith("EXPIRED")).hasSize(1);
	}

	@Test
	void unlockLeavesNothingBehindButTheJournal() {
		this.locks.lock("article:1", "ada", Duration.ofMinutes(10));
		this.locks.lock("article:2", "ada");
		this.locks.locks().unlock("article:1", Holding.byLocker("ada"));
		this.locks.locks().unlock("article:2", Holding.byLocker("ada"));
		assertThat(RedisState.of(this.redis)).containsOnlyKeys(ScriptFixture.JOURNAL, "locky:lock:resource:layout");
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
		Acquisition call = ScriptFixture.call("article:1", "ada", null);
		long token = ScriptFixture.token(this.locks.locks().lock(call));
		this.locks.unlock("article:1");
		this.locks.lock("article:1", "ada");
		assertThat(this.locks.locks().unlock("article:1", Holding.byToken(token))).isFalse();
		assertThat(this.locks.locks().release(call.claims())).isEmpty();
		assertThat(this.locks.locks().read("article:1")).extracting(LockState::locker).isEqualTo("ada");
	}

	private Duration remaining(String resource) {
		return this.locks.locks().read(resource).remaining();
	}

	private void awaitGone(String resource) {
		Awaitility.await().until(() -> this.locks.locks().read(resource) == null);
	}

	private long now() {
		return Long.parseLong((String) ((List<?>) this.redis.command("TIME")).get(0)) * 1000;
	}

}
