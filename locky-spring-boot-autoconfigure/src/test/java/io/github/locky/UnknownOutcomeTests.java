package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.LossyProxy;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls whose reply does not arrive.
 */
@RedisTest
class UnknownOutcomeTests {

	private static final Duration SLOW_TIMEOUT = Duration.ofSeconds(60);

	private final RedisServer redis;

	private LossyProxy proxy;

	private LockyInstance instance;

	private LockyInstance witness;

	UnknownOutcomeTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.proxy = LossyProxy.before(this.redis);
		this.witness = LockyInstance.start(this.redis);
		this.instance = LockyInstance.start(this.proxy.host(), this.proxy.port(), RedisStoreSettings.defaults());
	}

	@AfterEach
	void stop() {
		this.proxy.restore();
		this.instance.close();
		this.witness.close();
		this.proxy.close();
	}

	@Test
	void lostReplyToLockIsStillOneLock() {
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().lock("article:12", "ada")).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder("ada");
		assertHistory("locked article:12 by ada");
		assertTokenIsThatOfTheLastEvent();
	}

	@Test
	void lostReplyToSeveralLocksIsStillOneLockEach() {
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().lock(LockRequest.ofAll(List.of("article:12", "article:13")).locker("ada")))
			.isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHistory("locked article:12 by ada");
		assertThat(this.witness.heard("article:13")).containsExactly("locked article:13 by ada");
	}

	@Test
	void lostReplyToForceIsStillOneTakeover() {
		this.witness.locky().lock("article:12", "ada");
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().lock(LockRequest.of("article:12", "grace").force())).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder("grace");
		assertHistory("locked article:12 by ada", "locked article:12 by grace");
		assertThat(this.witness.events(ResourceLockedEvent.class).get(1).getPreviousLocker()).isEqualTo("ada");
		assertTokenIsThatOfTheLastEvent();
	}

	@Test
	void lostReplyToRefreshIsStillARefresh() {
		this.instance.locky().lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
		this.redis.command("PEXPIRE", "lock:resource:article:12", "60000");
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().refresh("article:12", "ada")).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertThat(this.witness.locky().find("article:12").orElseThrow().remaining())
			.isGreaterThan(Duration.ofMinutes(5));
		assertHistory("locked article:12 by ada");
	}

	@Test
	void lostReplyToUnlockStillHandsOver() {
		this.instance.locky().lock("article:12", "ada");
		CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> this.instance.locky()
			.lock(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofSeconds(20))));
		Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == 1);
		this.proxy.dropNextReply("article:12");
		this.instance.locky().unlock("article:12", "ada");
		assertThat(waiting.join()).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder("grace");
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada", "locked article:12 by grace");
	}

	@Test
	void lostReplyToTheReleaseOfALeaseIsNoLoss() {
		assertThat(this.instance.locky()
			.<String, RuntimeException>execute(LockRequest.of("article:12", "ada"), (lease) -> {
				this.proxy.dropNextReply("article:12");
				return "done";
			})).isEqualTo("done");
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder(null);
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada");
	}

	@Test
	void lostReplyToTheReleaseOfALeaseThatAnotherHasByThenIsNoLoss() {
		Lease lease = this.instance.locky().acquire(LockRequest.of("article:12", "ada"));
		CompletableFuture<Lease> next = waitForIt(this.witness);
		CompletableFuture<Lease> nextHere = waitForIt(this.instance);
		this.proxy.dropNextReply("article:12");
		assertThat(lease.release()).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		CompletableFuture.anyOf(next, nextHere).join();
		(next.isDone() ? next : nextHere).join().release();
		CompletableFuture.allOf(next, nextHere).join();
	}

	private static CompletableFuture<Lease> waitForIt(LockyInstance instance) {
		CompletableFuture<Lease> waiting = CompletableFuture.supplyAsync(
				() -> instance.locky().acquire(LockRequest.of("article:12").waitAtMost(Duration.ofSeconds(30))));
		Awaitility.await().until(() -> instance.waiting().getWaiters().getCount() == 1);
		return waiting;
	}

	@Test
	void leaseThatWasLostBeforeIsLostAlsoIfTheReplyToItsReleaseIs() {
		Lease lease = this.instance.locky().acquire(LockRequest.of("article:12", "ada"));
		this.witness.locky().lock(LockRequest.of("article:12", "grace").force());
		Awaitility.await().until(() -> !lease.isValid());
		this.proxy.dropNextReply("article:12");
		assertThat(lease.release()).isFalse();
		assertHolder("grace");
	}

	@Test
	void lostReplyToUnlockIsStillOneUnlock() {
		this.instance.locky().lock("article:12", "ada");
		this.proxy.dropNextReply("article:12");
		this.instance.locky().unlock("article:12", "ada");
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder(null);
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada");
	}

	@Test
	void lostReplyToUnlockOfOneOwnershipIsNoRefusal() {
		HeldLock lock = this.instance.locky().attempt(LockRequest.of("article:12", "ada")).lock();
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().unlock("article:12", "ada", lock.fencingToken())).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertHolder(null);
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada");
	}

	@Test
	void lostReplyToUnlockOfOneOwnershipIsNoRefusalIfTheScriptIsForgottenMeanwhile() {
		withSlowInstance((slow) -> {
			assertThat(slow.locky().unlock("article:12", "ada", 1)).isFalse();
			HeldLock lock = slow.locky().attempt(LockRequest.of("article:12", "ada")).lock();
			this.proxy.dropNextReply("article:12");
			CompletableFuture<Boolean> unlocking = CompletableFuture
				.supplyAsync(() -> slow.locky().unlock("article:12", "ada", lock.fencingToken()));
			Awaitility.await().until(() -> this.proxy.droppedReplies() == 1);
			this.redis.command("SCRIPT", "FLUSH");
			assertThat(unlocking.join()).isTrue();
			assertHolder(null);
			assertHistory("locked article:12 by ada", "unlocked article:12 by ada");
		});
	}

	// Slow to connect again, so that the scripts are most likely forgotten before
	private void withSlowInstance(Consumer<LockyInstance> test) {
		ClientResources resources = ClientResources.builder()
			.reconnectDelay(Delay.constant(Duration.ofSeconds(2)))
			.build();
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.clientResources(resources)
			.commandTimeout(SLOW_TIMEOUT)
			.shutdownTimeout(Duration.ZERO)
			.build();
		try (LockyInstance slow = LockyInstance
			.start(new LettuceConnectionFactory(new RedisStandaloneConfiguration(this.proxy.host(), this.proxy.port()),
					client), RedisStoreSettings.defaults())) {
			test.accept(slow);
		}
		finally {
			resources.shutdown(0, 0, TimeUnit.MILLISECONDS);
		}
	}

	@Test
	void lostReplyToUnlockOfWhoeverHoldsItSparesTheNextHolder() {
		this.instance.locky().lock("article:12", "ada");
		CompletableFuture<Lease> next = CompletableFuture.supplyAsync(() -> this.witness.locky()
			.acquire(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofSeconds(30))));
		Awaitility.await().until(() -> this.witness.waiting().getWaiters().getCount() == 1);
		this.proxy.dropNextReply("article:12");
		assertThat(this.instance.locky().unlock("article:12")).isTrue();
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		assertThat(next.join().isValid()).isTrue();
		assertHolder("grace");
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada", "locked article:12 by grace");
	}

	@Test
	void whatWasAnsweredToAnUnlockIsForgottenAfterAWhile() {
		this.witness.locky().unlock("article:12");
		assertThat(this.redis.command("KEYS", "locky:lock:resource:answer:*"))
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(1)
			.allSatisfy((key) -> assertThat((Long) this.redis.command("PTTL", (String) key)).isPositive());
	}

	@Test
	void whatCouldTakeALockFromAnotherIsRememberedForAsLongAsItMayBeSentAgain() {
		withSlowInstance((slow) -> {
			this.redis.command("FLUSHALL");
			slow.locky().lock(LockRequest.of("article:12", "grace").force());
			slow.locky().lock(LockRequest.ofAll(List.of("a", "b")).locker("grace").force());
			slow.locky().unlock("article:12");
			assertThat(this.redis.command("KEYS", "locky:lock:resource:answer:*"))
				.asInstanceOf(InstanceOfAssertFactories.list(String.class))
				.hasSize(3)
				.allSatisfy((key) -> assertThat((Long) this.redis.command("PTTL", key))
					.isGreaterThan(SLOW_TIMEOUT.toMillis()));
		});
	}

	@Test
	void interruptedLockLeavesNothingBehind() throws InterruptedException {
		this.proxy.blackhole();
		AtomicBoolean interrupted = new AtomicBoolean();
		AtomicBoolean failed = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			try {
				this.instance.locky().lock("article:12", "ada");
			}
			catch (DataAccessException ex) {
				failed.set(true);
			}
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		thread.join();
		assertThat(failed).isTrue();
		assertThat(interrupted).isTrue();
		this.proxy.restore();
		assertNothingRemains();
	}

	@Test
	void interruptedLockWhoseReplyIsLateLeavesNothingBehind() throws InterruptedException {
		this.proxy.delay(Duration.ofMillis(800));
		Thread thread = new Thread(() -> {
			try {
				this.instance.locky().lock("article:12", "ada");
			}
			catch (DataAccessException ex) {
				// As it must be
			}
		});
		thread.start();
		awaitHeard("locked article:12 by ada");
		thread.interrupt();
		thread.join();
		awaitHeard("locked article:12 by ada", "unlocked article:12 by ada");
		assertHolder(null);
	}

	@Test
	void interruptionWhileUnlockingDoesNotLoseTheAnswer() throws Exception {
		this.instance.locky().lock("article:12", "ada");
		this.proxy.delay(Duration.ofMillis(300));
		FutureTask<Boolean> unlocking = new FutureTask<>(
				() -> this.instance.locky().unlock("article:12", "ada") && Thread.currentThread().isInterrupted());
		Thread thread = new Thread(unlocking);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(unlocking.get()).isTrue();
		assertHistory("locked article:12 by ada", "unlocked article:12 by ada");
	}

	@Test
	void timeOutLeavesNothingBehind() {
		this.proxy.blackhole();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.instance.locky().lock("article:12", "ada"));
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.instance.locky().lock(LockRequest.ofAll(List.of("a", "b")).locker("ada")));
		this.proxy.restore();
		assertNothingRemains();
	}

	private void assertNothingRemains() {
		this.instance.locky().lock("end", "ada");
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.witness.locky().findAll().map(HeldLock::resource)).containsExactly("end");
			assertThat(this.redis.command("KEYS", "lock:resource:*")).isEqualTo(List.of("lock:resource:end"));
			assertThat(this.witness.heard("end")).isNotEmpty();
		});
		assertThat(this.witness.heard("article:12")).isIn(List.of(),
				List.of("locked article:12 by ada", "unlocked article:12 by ada"));
	}

	private void assertHolder(String locker) {
		assertThat(this.witness.locky().getLocker("article:12")).isEqualTo(locker);
	}

	private void assertHistory(String... events) {
		this.witness.locky().lock("end", "witness");
		Awaitility.await().untilAsserted(() -> assertThat(this.witness.heard("end")).isNotEmpty());
		assertThat(this.witness.heard("article:12")).containsExactly(events);
	}

	private void awaitHeard(String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(this.witness.heard("article:12")).containsExactly(events));
	}

	private void assertTokenIsThatOfTheLastEvent() {
		List<ResourceLockedEvent> events = this.witness.events(ResourceLockedEvent.class)
			.stream()
			.filter((event) -> event.getResource().equals("article:12"))
			.toList();
		assertThat(this.witness.locky().find("article:12").orElseThrow().fencingToken())
			.isEqualTo(events.get(events.size() - 1).getFencingToken());
	}

}
