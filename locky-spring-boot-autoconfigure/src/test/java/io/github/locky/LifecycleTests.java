package io.github.locky;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.EngineState;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.lease.CallLease;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.reactive.ReactiveLockyTemplate;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How an instance begins and ends: nothing is given away that is still used, and nothing
 * kept that is not.
 */
@RedisTest
@Timeout(60)
class LifecycleTests {

	private static final String HOLDERS = "locky:lock:resource:holders";

	private static final Duration LONG = Duration.ofSeconds(25);

	private final RedisServer redis;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<LockyInstance> instances = new ArrayList<>();

	private LockyInstance instance;

	LifecycleTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.instance = startInstance();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.instances.forEach(LockyInstance::close);
	}

	@Test
	void waitersAreLetGoAndDoNotTakeWhatShutdownReleases() {
		this.instance.locky().acquire(request("ada"));
		Future<Lease> waiting = this.threads
			.submit(() -> this.instance.locky().acquire(request("grace").waitAtMost(LONG)));
		awaitWaiters(this.instance, 1);
		this.instance.engine().stop();
		assertThat(waiting).failsWithin(LONG)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(CannotAcquireLockException.class)
			.withMessageContaining("shuts down");
		assertThat(this.redis.command("EXISTS", HOLDERS)).isEqualTo(0L);
	}

	@Test
	void waiterThatLeavesAtShutdownPassesItsTurnOn() {
		LockyInstance other = startInstance();
		Lease held = other.locky().acquire(request("ada"));
		Future<Lease> leaving = this.threads
			.submit(() -> this.instance.locky().acquire(request("grace").waitAtMost(LONG)));
		awaitWaiters(this.instance, 1);
		LockyInstance third = startInstance();
		Future<Lease> next = this.threads.submit(() -> third.locky().acquire(request("joan").waitAtMost(LONG)));
		awaitWaiters(third, 1);
		this.instance.engine().stop();
		held.release();
		assertThat(next).succeedsWithin(LONG);
		assertThat(leaving).failsWithin(LONG);
	}

	@Test
	void nothingIsLockedAfterTheEnd() {
		this.instance.engine().stop();
		assertThatExceptionOfType(CannotAcquireLockException.class)
			.isThrownBy(() -> this.instance.locky().lock("article:1", "ada"))
			.withMessageContaining("shuts down");
		this.instance.engine().start();
		assertThat(this.instance.locky().lock("article:1", "ada")).isTrue();
	}

	@Test
	void leaseWhoseCallRunsIsNotGivenAway() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Future<?> running = this.threads.submit(
				() -> this.instance.locky().executeWithoutResult(request("ada").ttl(Duration.ofMinutes(1)), (lease) -> {
					begun.countDown();
					await(end);
				}));
		begun.await();
		Lease open = this.instance.locky().acquire(LockRequest.of("article:2", "ada"));
		this.instance.engine().stop();
		LockyInstance other = startInstance();
		assertThat(other.locky().getLocker("article:1")).isEqualTo("ada");
		assertThat(other.locky().getLocker("article:2")).isNull();
		assertThat(open.isValid()).isFalse();
		end.countDown();
		assertThat(running).succeedsWithin(LONG);
		assertThat(other.locky().getLocker("article:1")).isNull();
	}

	@Test
	void callThatHasNotBegunWhenItsLeaseIsGivenAwayDoesNotBegin() {
		CallLease lease = (CallLease) this.instance.locky().acquire(request("ada"));
		this.instance.engine().stop();
		assertThat(startInstance().locky().lock("article:1", "grace")).isTrue();
		assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(lease::beginCall)
			.withMessageContaining("shuts down");
	}

	@Test
	void reactiveCallThatHasNotBegunWhenItsLeaseIsGivenAwayDoesNotBegin() {
		LockyOperations slow = (LockyOperations) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { LockyOperations.class },
				(proxy, method, arguments) -> this.instance.locky()
					.acquireAsync((LockRequest) arguments[0])
					.thenApplyAsync((lease) -> {
						this.instance.engine().stop();
						return lease;
					}));
		Flux<String> call = new ReactiveLockyTemplate(slow).usingLock(request("ada"), (lease) -> Mono.just("done"));
		assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> call.blockLast(LONG))
			.withMessageContaining("shuts down");
	}

	@Test
	void callThatOutlivesTheInstanceHearsWhenItsTimeIsOver() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Lease> lost = new CompletableFuture<>();
		Future<?> running = this.threads.submit(
				() -> this.instance.locky().executeWithoutResult(request("ada").ttl(Duration.ofSeconds(2)), (lease) -> {
					lease.onLost(lost::complete);
					begun.countDown();
					lost.join();
				}));
		begun.await();
		this.instance.engine().stop();
		assertThat(lost).succeedsWithin(LONG);
		assertThat(running).failsWithin(LONG).withThrowableThat().havingCause().isInstanceOf(LeaseLostException.class);
	}

	@Test
	void secondStopDoesNotWaitForCallsAgain() throws Exception {
		LockEngine patient = new LockEngine(
				new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH),
				new EngineSettings(null, Duration.ofSeconds(1), Duration.ofHours(1), null), null);
		patient.start();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.threads.submit(() -> new LockyTemplate(patient).executeWithoutResult(request("ada"), (lease) -> {
			begun.countDown();
			await(end);
		}));
		begun.await();
		Thread first = new Thread(patient::stop);
		first.start();
		Awaitility.await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
		patient.destroy();
		assertThat(patient.getState()).isEqualTo(EngineState.STOPPED);
		assertThat(first.isAlive()).isTrue();
		end.countDown();
		first.join();
	}

	@Test
	void stopThatWaitedForCallsDoesNotStopWhatWasStartedMeanwhile() throws Exception {
		LockEngine patient = new LockEngine(
				new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH),
				new EngineSettings(null, Duration.ofSeconds(1), Duration.ofHours(1), null), null);
		patient.start();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.threads.submit(() -> new LockyTemplate(patient).executeWithoutResult(request("ada"), (lease) -> {
			begun.countDown();
			await(end);
		}));
		begun.await();
		Thread first = new Thread(patient::stop);
		first.start();
		Awaitility.await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
		patient.stop();
		patient.start();
		end.countDown();
		first.join();
		assertThat(patient.getState()).isEqualTo(EngineState.RUNNING);
		patient.destroy();
	}

	@Test
	void statesFollowEachOther() {
		assertThat(this.instance.engine().getState()).isEqualTo(EngineState.RUNNING);
		this.instance.engine().stop();
		assertThat(this.instance.engine().getState()).isEqualTo(EngineState.STOPPED);
		try (RedisServer server = RedisServer.start()) {
			server.shutdown();
			try (LockyInstance early = LockyInstance.start(server)) {
				assertThat(early.engine().getState()).isEqualTo(EngineState.STARTING);
				server.restart();
				Awaitility.await().until(() -> early.engine().getState() == EngineState.RUNNING);
			}
		}
	}

	@Test
	void whatHappensBetweenStopAndStartIsHeard() {
		LockyInstance other = startInstance();
		this.instance.engine().stop();
		other.locky().lock("article:1", "ada");
		this.instance.engine().start();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.instance.heard()).containsExactly("locked article:1 by ada"));
	}

	@Test
	void startWithoutRedisTellsThatEventsMayHaveBeenMissed() {
		try (RedisServer server = RedisServer.start()) {
			server.shutdown();
			try (LockyInstance early = LockyInstance.start(server)) {
				server.restart();
				Awaitility.await().until(() -> early.events(LockyEventsMissedEvent.class).size() == 1);
				early.locky().lock("article:1", "ada");
				Awaitility.await().until(() -> early.heard().contains("locked article:1 by ada"));
				assertThat(early.events(LockyEventsMissedEvent.class)).hasSize(1);
			}
		}
	}

	@Test
	void listenerMayStopTheInstanceThatTellsIt() {
		CompletableFuture<EngineState> stopped = new CompletableFuture<>();
		this.instance.onEvent((event) -> {
			this.instance.engine().stop();
			stopped.complete(this.instance.engine().getState());
		});
		LockyInstance other = startInstance();
		other.locky().lock("article:1", "ada");
		assertThat(stopped).succeedsWithin(LONG).isEqualTo(EngineState.STOPPED);
	}

	@Test
	void oneBlockedCallbackDoesNotDelayThoseOfOtherLeases() {
		LockyInstance other = startInstance();
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Lease> told = new CompletableFuture<>();
		this.instance.locky().acquire(LockRequest.of("article:1", "ada")).onLost((lease) -> await(end));
		Lease second = this.instance.locky().acquire(LockRequest.of("article:2", "ada"));
		second.onLost(told::complete);
		other.locky().unlock("article:1");
		other.locky().unlock("article:2");
		assertThat(told).succeedsWithin(LONG).isEqualTo(second);
		end.countDown();
	}

	@Test
	void whatIsLeftOfALostLeaseIsReleasedAtTheEnd() {
		LockyInstance other = startInstance();
		Lease lease = this.instance.locky().acquire(LockRequest.ofAll(List.of("a", "b")).locker("ada"));
		other.locky().unlock("a");
		Awaitility.await().until(() -> !lease.isValid());
		assertThat(other.locky().getLocker("b")).isEqualTo("ada");
		this.instance.engine().stop();
		assertThat(other.locky().getLocker("b")).isNull();
	}

	@Test
	void callsAfterTheConnectionWasClosedSaySo() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.close();
		this.instances.remove(this.instance);
		assertSaysThatItShutsDown();
		this.instance.engine().getStore().connectionLost();
		assertSaysThatItShutsDown();
	}

	private void assertSaysThatItShutsDown() {
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.instance.locky().unlock("article:1", "ada"))
			.withMessageContaining("shuts down");
	}

	@Test
	void callsThatRedisRefusesLeaveNothingToDo() {
		try (RedisServer server = RedisServer.start(); LockyInstance refused = LockyInstance.start(server)) {
			server.command("CONFIG", "SET", "min-replicas-to-write", "1");
			for (int i = 0; i < 50; i++) {
				String resource = "article:" + i;
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> refused.locky().lock(resource, "ada"));
			}
			long before = scripts(server);
			Awaitility.await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> true);
			// The sweeper looks once a second, and each call would be tried again
			assertThat(scripts(server) - before).isLessThan(50);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static long scripts(RedisServer server) {
		String calls = server.info("cmdstat_evalsha").split(",")[0];
		return Long.parseLong(calls.substring("calls=".length()));
	}

	private LockyInstance startInstance() {
		LockyInstance started = LockyInstance.start(this.redis);
		this.instances.add(started);
		return started;
	}

	private static LockRequest request(String locker) {
		return LockRequest.of("article:1", locker);
	}

	private static void awaitWaiters(LockyInstance instance, int count) {
		Awaitility.await().until(() -> instance.waiting().getWaiters().getCount() == count);
	}

}
