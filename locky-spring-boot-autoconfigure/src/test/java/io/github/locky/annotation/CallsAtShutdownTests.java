package io.github.locky.annotation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.LockyTemplate;
import io.github.locky.RedisTestStore;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.EngineState;
import io.github.locky.engine.LockEngine;
import io.github.locky.observation.LockyObservationContext;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.reactive.ReactiveLockyTemplate;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that run, or are just about to end, when their instance does.
 */
@RedisTest
@Timeout(60)
class CallsAtShutdownTests {

	private static final Duration LONG = Duration.ofSeconds(25);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final RedisTestStore store;

	private LockyInstance instance;

	private LockyInstance other;

	CallsAtShutdownTests(RedisServer redis) {
		this.store = new RedisTestStore(redis);
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.other = this.store.start();
	}

	@AfterEach
	void stop() {
		this.goOn.countDown();
		this.threads.shutdownNow();
		this.instance.close();
		this.other.close();
	}

	@ParameterizedTest
	@EnumSource
	void callThatIsAboutToReleaseWhenTheInstanceStopsEndsNormally(Way way) {
		holdUp(LockyObservationDocumentation.UNLOCK, true);
		Future<String> call = this.threads.submit(() -> way.call(this.instance.locky(), "article:1", () -> "done"));
		await(this.reached);
		this.instance.engine().stop();
		this.goOn.countDown();
		assertThat(call).succeedsWithin(LONG).isEqualTo("done");
		Awaitility.await().until(() -> this.other.locky().getLocker("article:1") == null);
	}

	@ParameterizedTest
	@EnumSource
	void callWhoseLeaseHasJustEndedWhenTheInstanceStopsEndsNormally(Way way) {
		holdUp(LockyObservationDocumentation.HOLD, false);
		Future<String> call = this.threads.submit(() -> way.call(this.instance.locky(), "article:1", () -> "done"));
		await(this.reached);
		this.instance.engine().stop();
		this.goOn.countDown();
		assertThat(call).succeedsWithin(LONG).isEqualTo("done");
		assertThat(this.other.locky().getLocker("article:1")).isNull();
	}

	@Test
	void whatIsLeftToRunOutAtThatMomentStaysLocked() {
		Lease lease = this.instance.locky().acquire(LockRequest.of("article:1", "ada"));
		holdUp(LockyObservationDocumentation.HOLD, false);
		Lease left = this.instance.locky().acquire(LockRequest.of("article:2", "ada"));
		Future<?> leaving = this.threads.submit(left::letRunOut);
		await(this.reached);
		this.instance.engine().stop();
		assertThat(lease.isValid()).isFalse();
		assertThat(this.other.locky().getLocker("article:1")).isNull();
		assertThat(this.other.locky().getLocker("article:2")).isEqualTo("ada");
		this.goOn.countDown();
		assertThat(leaving).succeedsWithin(LONG);
	}

	@ParameterizedTest
	@EnumSource(names = { "EXECUTE", "REACTIVE" })
	void lockThatARunningCallCameBackToIsNotGivenAwayByTheFirstLease(Way way) {
		this.instance.locky().acquire(LockRequest.of("article:1", "ada"));
		Lease unused = this.instance.locky().acquire(LockRequest.of("article:2", "ada"));
		Future<String> call = this.threads
			.submit(() -> way.call(this.instance.locky(), "article:1", this::reachAndGoOn));
		await(this.reached);
		this.instance.engine().stop();
		assertThat(this.other.locky().getLocker("article:1")).isEqualTo("ada");
		assertThat(unused.isValid()).isFalse();
		assertThat(this.other.locky().getLocker("article:2")).isNull();
		this.goOn.countDown();
		assertThat(call).succeedsWithin(LONG);
	}

	@Test
	void whatIsLeftOfALostLeaseIsKeptWhileTheCallRuns() {
		Future<?> call = this.threads.submit(() -> this.instance.locky()
			.executeWithoutResult(LockRequest.ofAll(List.of("a", "b")).locker("ada"), (lease) -> {
				this.other.locky().unlock("a");
				Awaitility.await().until(() -> !lease.isValid());
				reachAndGoOn();
			}));
		await(this.reached);
		this.instance.engine().stop();
		assertThat(this.other.locky().getLocker("b")).isEqualTo("ada");
		this.goOn.countDown();
		assertThat(call).failsWithin(LONG);
		Awaitility.await().until(() -> this.other.locky().getLocker("b") == null);
	}

	@Test
	void callThatOutlivesTheDestructionHearsWhenItsTimeIsOver() {
		CompletableFuture<Lease> lost = new CompletableFuture<>();
		Future<?> call = this.threads.submit(() -> this.instance.locky()
			.executeWithoutResult(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(3)), (lease) -> {
				lease.onLost(lost::complete);
				reachAndGoOn();
			}));
		await(this.reached);
		this.instance.engine().destroy();
		assertThat(lost).succeedsWithin(LONG);
		this.goOn.countDown();
		assertThat(call).failsWithin(LONG);
	}

	@Test
	void stopWaitsForCallsThatStillRelease() throws Exception {
		MemoryDatabase database = new MemoryDatabase();
		LockEngine patient = new LockEngine(new MemoryLockStore(database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH),
				new EngineSettings(null, Duration.ofSeconds(1), Duration.ofHours(1), null), null);
		patient.setObservations(new LockyObservations(holdingUp(LockyObservationDocumentation.HOLD, false), null));
		patient.start();
		LockyTemplate locky = new LockyTemplate(patient);
		this.threads.submit(() -> Way.EXECUTE.call(locky, "article:1", () -> "done"));
		await(this.reached);
		Thread stopping = new Thread(patient::destroy);
		stopping.start();
		Awaitility.await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
		assertThat(patient.getState()).isEqualTo(EngineState.RUNNING);
		this.goOn.countDown();
		stopping.join();
		try (LockyInstance next = LockyInstance.start(database, LockyInstance.Options.DEFAULT)) {
			assertThat(next.locky().getLocker("article:1")).isNull();
		}
	}

	@Test
	void interruptedStopDoesNotWaitForCalls() {
		Future<String> call = this.threads
			.submit(() -> Way.EXECUTE.call(this.instance.locky(), "article:1", this::reachAndGoOn));
		await(this.reached);
		Thread.currentThread().interrupt();
		this.instance.engine().stop();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.other.locky().getLocker("article:1")).isEqualTo("ada");
		this.goOn.countDown();
		assertThat(call).succeedsWithin(LONG);
	}

	private String reachAndGoOn() {
		this.reached.countDown();
		await(this.goOn);
		return "done";
	}

	private void holdUp(LockyObservationDocumentation operation, boolean start) {
		this.instance.observe(holdingUp(operation, start));
	}

	private ObservationRegistry holdingUp(LockyObservationDocumentation operation, boolean start) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<LockyObservationContext>() {

			@Override
			public void onStart(LockyObservationContext context) {
				if (start && context.getOperation() == operation) {
					reachAndGoOn();
				}
			}

			@Override
			public void onStop(LockyObservationContext context) {
				if (!start && context.getOperation() == operation) {
					reachAndGoOn();
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof LockyObservationContext;
			}

		});
		return registry;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ways to do something under a lock.
	 */
	enum Way {

		EXECUTE {
			@Override
			String call(LockyOperations locky, String resource, Work work) {
				return locky.execute(request(resource), (lease) -> work.run());
			}
		},

		LOCKED {
			@Override
			String call(LockyOperations locky, String resource, Work work) {
				return press(locky, (press) -> press.print(resource, work));
			}
		},

		LOCKED_FUTURE {
			@Override
			String call(LockyOperations locky, String resource, Work work) {
				return press(locky, (press) -> press.printLater(resource, work).join());
			}
		},

		REACTIVE {
			@Override
			String call(LockyOperations locky, String resource, Work work) {
				return new ReactiveLockyTemplate(locky)
					.usingLock(request(resource), (lease) -> Mono.fromCallable(work::run))
					.blockLast();
			}
		};

		abstract String call(LockyOperations locky, String resource, Work work);

		private static LockRequest request(String resource) {
			return LockRequest.of(resource, "ada").reentrant();
		}

		private static String press(LockyOperations locky, Function<Press, String> call) {
			DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
			beans.registerSingleton("locky", locky);
			ProxyFactory proxies = new ProxyFactory(new Press());
			proxies.addAdvisor(
					new LockedAdvisor(beans, beans.getBeanProvider(LockyOperations.class), Duration.ofHours(1)));
			return call.apply((Press) proxies.getProxy());
		}

	}

	/**
	 * What is done under a lock.
	 */
	@FunctionalInterface
	interface Work {

		String run();

	}

	/**
	 * Prints one book at a time.
	 */
	static class Press {

		@Locked(value = "#{#book}", locker = "ada")
		String print(String book, Work work) {
			return work.run();
		}

		@Locked(value = "#{#book}", locker = "ada")
		CompletableFuture<String> printLater(String book, Work work) {
			return CompletableFuture.supplyAsync(work::run);
		}

	}

}
