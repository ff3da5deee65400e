package io.github.locky;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody else, with the same keys but without Locky, does to locks.
 */
@RedisTest
class RivalTests {

	private static final String KEY = "lock:resource:article:1";

	private final RedisServer redis;

	private LockyInstance instance;

	private LockyOperations locky;

	RivalTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.instance = LockyInstance.start(this.redis);
		this.locky = this.instance.locky();
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void rivalsLockIsSeenWithoutToken() {
		rival("SET", KEY, "node", "PX", "600000");
		HeldLock held = this.locky.find("article:1").orElseThrow();
		assertThat(held.locker()).isEqualTo("node");
		assertThat(held.fencingToken()).isZero();
		assertThat(held.since()).isNull();
		assertThat(held.remaining()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
		assertThat(this.locky.getLocker("article:1")).isEqualTo("node");
		assertThat(this.locky.lock("article:1", "ada")).isFalse();
		assertNothingIsIndexed();
	}

	@Test
	void rivalsLockIsUnlockedWithoutEvent() {
		rival("SET", KEY, "node");
		assertThat(this.locky.unlock("article:1", "ada")).isFalse();
		assertThat(this.locky.unlock("article:1", "node")).isTrue();
		assertThat(this.redis.command("EXISTS", KEY)).isEqualTo(0L);
		rival("SET", KEY, "node");
		assertThat(this.locky.unlock("article:1")).isTrue();
		this.locky.lock("article:2", "ada");
		awaitHeard("locked article:2 by ada");
	}

	@Test
	void rivalsLockOfTheSameLockerIsNotTheOwnershipWithTheToken() {
		this.locky.lock("article:1", "ada");
		long token = token();
		rival("DEL", KEY);
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		rival("SET", KEY, "ada", "PX", "600000");
		assertThat(this.locky.refresh("article:1", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:1", "ada", token)).isFalse();
		rival("DEL", KEY);
		rival("RPUSH", KEY, "no", "lock");
		assertThat(this.locky.refresh("article:1", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:1", "ada", token)).isFalse();
	}

	@Test
	void rivalsLockIsRefreshedWithTheDefaultTtlIfThereIsOne() {
		rival("SET", KEY, "node", "PX", "600000");
		assertThat(this.locky.refresh("article:1", "ada")).isFalse();
		assertThat(this.locky.refresh("article:1", "node")).isTrue();
		assertThat(this.locky.find("article:1").orElseThrow().remaining()).isLessThanOrEqualTo(Duration.ofMinutes(10));
		assertNothingIsIndexed();
	}

	@Test
	void forcedOverARivalNamesItAsPreviousLocker() {
		rival("SET", KEY, "node");
		assertThat(this.locky.lock(LockRequest.of("article:1", "ada").force())).isTrue();
		awaitHeard("locked article:1 by ada");
		assertThat(this.instance.lastEvent()).hasFieldOrPropertyWithValue("previousLocker", "node")
			.hasFieldOrPropertyWithValue("forced", true);
	}

	@Test
	void reentrantOverARivalsLockOfTheSameLockerIsANewOwnership() {
		rival("SET", KEY, "ada", "PX", "600000");
		assertThat(this.locky.lock(LockRequest.of("article:1", "ada").reentrant())).isTrue();
		assertThat(this.locky.find("article:1").orElseThrow().fencingToken()).isPositive();
		awaitHeard("locked article:1 by ada");
		assertThat(this.instance.lastEvent()).hasFieldOrPropertyWithValue("forced", false);
	}

	@Test
	void deletedLockWithoutTtlWasUnlocked() {
		this.locky.lock("article:1", "ada");
		long token = token();
		rival("DEL", KEY);
		assertThat(this.locky.find("article:1")).isEmpty();
		assertThat(all()).isEmpty();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertThat(this.instance.lastEvent()).extracting(LockyEvent::getFencingToken).isEqualTo(token);
		assertNothingIsIndexed();
	}

	@Test
	void deletedLockWithTtlHasExpired() {
		this.locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(10)));
		RedisTestStore store = new RedisTestStore(this.redis);
		long deleted = store.now();
		rival("DEL", KEY);
		awaitHeard("locked article:1 by ada", "expired article:1 by ada");
		assertThat(this.instance.events(ResourceExpiredEvent.class)).singleElement()
			.matches(ResourceExpiredEvent::isEarly)
			.satisfies((event) -> assertThat(event.getInstant().toEpochMilli()).isBetween(deleted, store.now()));
		assertNothingIsIndexed();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void overwrittenLockWasUnlocked(boolean ttl) {
		LockRequest request = LockRequest.of("article:1", "ada");
		this.locky.lock((ttl) ? request.ttl(Duration.ofMinutes(10)) : request);
		rival("SET", KEY, "node");
		assertThat(this.locky.find("article:1")).get().isEqualTo(new HeldLock("article:1", "node", 0, null, null));
		assertThat(all()).isEmpty();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertNothingIsIndexed();
		assertThat(this.redis.command("GET", KEY)).isEqualTo("node");
	}

	@Test
	void unlockOfAnOverwritingRivalEndsTheRecordedOwnershipToo() {
		this.locky.lock("article:1", "ada");
		this.redis.command("SET", KEY, "node");
		assertThat(this.locky.unlock("article:1")).isTrue();
		this.locky.lock("article:1", "grace");
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada", "locked article:1 by grace");
	}

	@Test
	void keyOfAnotherTypeEndsTheOwnership() {
		this.locky.lock("article:1", "ada");
		rival("DEL", KEY);
		rival("RPUSH", KEY, "no", "lock");
		assertThat(all()).isEmpty();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertNothingIsIndexed();
	}

	@Test
	void persistedLockNoLongerExpires() {
		this.locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(10)));
		long token = token();
		rival("PERSIST", KEY);
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.redis.command("ZCARD", "locky:lock:resource:deadlines")).isEqualTo(0L));
		assertThat(this.locky.find("article:1")).get()
			.extracting(HeldLock::fencingToken, HeldLock::remaining)
			.containsExactly(token, null);
		assertThat(this.locky.refresh("article:1", "ada")).isTrue();
		assertThat(this.locky.find("article:1").orElseThrow().remaining()).isNull();
		assertThat(this.locky.unlock("article:1", "ada")).isTrue();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertNothingIsIndexed();
	}

	@Test
	void lockThatARivalLetsExpireWasUnlocked() {
		this.locky.lock("article:1", "ada");
		rival("PEXPIRE", KEY, "50");
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertNothingIsIndexed();
	}

	@Test
	void prolongedLockExpiresAtItsNewDeadline() {
		this.locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(2)));
		long start = System.nanoTime();
		rival("PEXPIRE", KEY, "3500");
		awaitHeard("locked article:1 by ada", "expired article:1 by ada");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(3));
		assertNothingIsIndexed();
	}

	@Test
	void rivalMayLockForLongerThanLockyKnowsOf() {
		rival("SET", KEY, "node", "PX", "9007199254740991");
		assertThat(this.locky.lock("article:1", "ada")).isFalse();
		assertThat(this.locky.find("article:1").orElseThrow().remaining()).isEqualTo(LockRequest.MAX_TTL);
		assertThat(this.locky.refresh("article:1", "node")).isTrue();
		assertThat(this.locky.lock(LockRequest.of("article:1", "ada").force())).isTrue();
	}

	@Test
	void rivalMayProlongForLongerThanLockyKnowsOf() {
		LockRequest request = LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(1));
		this.locky.lock(request);
		rival("PEXPIRE", KEY, "9007199254740991");
		Awaitility.await()
			.until(() -> Double.parseDouble((String) this.redis.command("ZSCORE", "locky:lock:resource:deadlines",
					"article:1")) > LockRequest.MAX_TTL.toMillis());
		assertThat(all()).singleElement().extracting(HeldLock::remaining).isEqualTo(LockRequest.MAX_TTL);
		assertThat(this.locky.lock(request.reentrant())).isTrue();
		Lease lease = this.locky.resume("article:1", "ada").orElseThrow();
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.isValid()).isTrue();
		assertThat(lease.release()).isTrue();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
		assertNothingIsIndexed();
	}

	private void rival(String... command) {
		this.redis.command(command);
	}

	private long token() {
		return this.locky.find("article:1").orElseThrow().fencingToken();
	}

	private Stream<HeldLock> all() {
		return this.locky.findAll();
	}

	private void awaitHeard(String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(this.instance.heard()).containsExactly(events));
	}

	private void assertNothingIsIndexed() {
		assertThat(this.redis.command("EXISTS", "locky:lock:resource:holders", "locky:lock:resource:deadlines"))
			.isEqualTo(0L);
	}

}
