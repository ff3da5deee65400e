package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting for a lock in Redis: for those of rivals, with faults, and what it costs.
 */
@RedisTest
class RedisWaitingTests extends WaitingContractTests {

	private static final String KEY = "lock:resource:article:1";

	private static final String HOLDERS = "locky:lock:resource:holders";

	private final RedisServer redis;

	RedisWaitingTests(RedisServer redis) {
		super(new RedisTestStore(redis));
		this.redis = redis;
	}

	@Test
	void waiterDoesNotNeedAnEventWhenARivalsLockRunsOut() {
		LockyInstance instance = start();
		this.redis.command("SET", KEY, "node", "PX", "700");
		assertThat(join(acquireLater(instance, "grace")).locker()).isEqualTo("grace");
	}

	@Test
	void waiterSeesARivalsUnlockAfterThePollInterval() {
		LockyInstance instance = start(WITHOUT_EVENTS.pollInterval(Duration.ofMillis(300)));
		this.redis.command("SET", KEY, "node");
		Future<Lease> waiting = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		this.redis.command("DEL", KEY);
		assertThat(join(waiting).locker()).isEqualTo("grace");
	}

	@Test
	void withoutEventsMailIsHeardAsLongAsSomebodyWaits() {
		LockyInstance other = start();
		LockyInstance instance = start(WITHOUT_EVENTS);
		assertThat(hearsMail(instance)).isFalse();
		Lease first = other.locky().acquire(LockRequest.of("article:1", "ada"));
		Future<Lease> second = acquireLater(instance, "grace");
		Awaitility.await().until(() -> hearsMail(instance));
		first.release();
		Lease lease = join(second);
		assertThat(lease.locker()).isEqualTo("grace");
		lease.release();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !hearsMail(instance));
		assertThat(instance.locky().lock("article:1", "ada")).isTrue();
	}

	@Test
	void releaseHandsOverInOneScriptHoweverManyWait() {
		LockyInstance instance = start(WITHOUT_EVENTS);
		Lease first = instance.locky().acquire(request("ada"));
		List<Future<?>> waiting = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			String locker = "locker:" + i;
			waiting.add(threads()
				.submit(() -> instance.locky().executeWithoutResult(request(locker).waitAtMost(LONG), (lease) -> {
				})));
		}
		awaitWaiters(instance, 20);
		Awaitility.await().until(() -> hearsMail(instance));
		long before = scripts();
		first.release();
		waiting.forEach(WaitingContractTests::join);
		// 21 releases; now and then the sweeper looks
		assertThat(scripts() - before).isBetween(21L, 40L);
	}

	@Test
	void failedAttemptPassesTheWakeUpOn() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		Future<Lease> first = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		Future<Lease> second = acquireLater(instance, "joan");
		awaitWaiters(instance, 2);
		this.redis.command("DEL", HOLDERS);
		this.redis.command("SET", HOLDERS, "spoilt");
		this.redis.command("PUBLISH", mailOf(instance), "Y article:1");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> join(first));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> join(second));
	}

	@Test
	void failedHandOverLeavesTheLockWithItsHolder() {
		LockyInstance instance = start(WITHOUT_EVENTS);
		instance.locky().lock("article:1", "ada");
		Future<Lease> waiting = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		this.redis.command("RENAME", "locky:lock:resource:journal", "elsewhere");
		this.redis.command("SET", "locky:lock:resource:journal", "spoilt");
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> instance.locky().unlock("article:1", "ada"));
		this.redis.command("RENAME", "elsewhere", "locky:lock:resource:journal");
		assertThat(instance.locky().getLocker("article:1")).isEqualTo("ada");
		assertThat(instance.locky().unlock("article:1", "ada")).isTrue();
		assertThat(join(waiting).locker()).isEqualTo("grace");
	}

	@Test
	void whatIsHandedOverTooLateIsReleasedAndTheCallTellsTheTruth() {
		try (RedisServer server = RedisServer.start(); LockyInstance instance = LockyInstance.start(server)) {
			instance.locky().lock(request("ada").ttl(Duration.ofMinutes(1)));
			Future<Lease> waiting = threads()
				.submit(() -> instance.locky().acquire(request("grace").waitAtMost(Duration.ofSeconds(1))));
			awaitWaiters(instance, 1);
			server.command("CLIENT", "PAUSE", "1500", "ALL");
			assertThat(instance.locky().unlock("article:1", "ada")).isTrue();
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> join(waiting))
				.satisfies((ex) -> assertThat(ex.getHolder()).isNull())
				.withMessageNotContaining("ada");
			assertThat(instance.locky().getLocker("article:1")).isNull();
			Awaitility.await()
				.untilAsserted(() -> assertThat(instance.heard("article:1")).containsExactly("locked article:1 by ada",
						"unlocked article:1 by ada", "locked article:1 by grace", "unlocked article:1 by grace"));
		}
	}

	@Test
	void laterCallDoesNotBlockTheCallingThread() {
		try (RedisServer server = RedisServer.start(); LockyInstance instance = LockyInstance.start(server)) {
			server.command("CLIENT", "PAUSE", "1500", "ALL");
			CompletableFuture<Lease> one = instance.locky().acquireAsync(request("ada"));
			CompletableFuture<Lease> two = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
			assertThat(one).isNotDone();
			assertThat(two).isNotDone();
			join(one).release();
			assertThat(join(two).release()).isTrue();
		}
	}

	private boolean hearsMail(LockyInstance instance) {
		List<?> reply = (List<?>) this.redis.command("PUBSUB", "NUMSUB", mailOf(instance));
		return (Long) reply.get(1) == 1;
	}

	private static String mailOf(LockyInstance instance) {
		return "locky:0:lock:resource:to:" + instanceId(instance);
	}

	private long scripts() {
		String calls = this.redis.info("cmdstat_evalsha").split(",")[0];
		return Long.parseLong(calls.substring("calls=".length()));
	}

}
