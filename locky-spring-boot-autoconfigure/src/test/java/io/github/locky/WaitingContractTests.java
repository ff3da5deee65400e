package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.locky.engine.waiting.LocksClosedException;
import io.github.locky.observation.LockyObservationContext;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting for a lock that somebody holds. The instances look by themselves only after
 * half a minute, so that a waiter who is not woken fails the test.
 */
@Timeout(60)
abstract class WaitingContractTests {

	static final LockyInstance.Options WITHOUT_EVENTS = LockyInstance.Options.DEFAULT.withoutEvents();

	static final Duration LONG = Duration.ofSeconds(25);

	private final TestStore store;

	private final List<LockyInstance> instances = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	WaitingContractTests(TestStore store) {
		this.store = store;
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.instances.forEach(LockyInstance::close);
	}

	@Test
	void waiterIsWokenByAReleaseInAnotherInstance() {
		LockyInstance other = start();
		LockyInstance instance = start();
		Lease first = other.locky().acquire(LockRequest.of("article:1", "ada"));
		Future<Lease> second = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		assertThat(second).isNotDone();
		assertThat(first.release()).isTrue();
		assertThat(join(second).locker()).isEqualTo("grace");
		assertThat(instance.locky().getLocker("article:1")).isEqualTo("grace");
	}

	@Test
	void waiterIsWokenByAReleaseInTheSameInstance() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(LockRequest.of("article:1", "ada"));
		Future<Lease> second = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		first.release();
		assertThat(join(second).fencingToken()).isGreaterThan(first.fencingToken());
	}

	@Test
	void waiterIsWokenWhenTheLockExpires() {
		LockyInstance other = start();
		LockyInstance instance = start();
		other.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(700)));
		assertThat(join(acquireLater(instance, "grace")).locker()).isEqualTo("grace");
	}

	@Test
	void waiterNeedNotBeToldWhenTheHoldersTimeRunsOut() {
		LockyInstance instance = start(WITHOUT_EVENTS.withoutMessages());
		instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(700)));
		assertThat(join(acquireLater(instance, "grace")).locker()).isEqualTo("grace");
	}

	@Test
	void firstComeIsFirstServed() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(LockRequest.of("article:1", "ada"));
		List<String> served = new CopyOnWriteArrayList<>();
		List<Future<?>> waiting = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String locker = "locker:" + i;
			waiting.add(this.threads.submit(() -> instance.locky()
				.executeWithoutResult(request(locker).waitAtMost(LONG), (lease) -> served.add(lease.locker()))));
			awaitWaiters(instance, i + 1);
		}
		first.release();
		waiting.forEach(WaitingContractTests::join);
		assertThat(served).containsExactly("locker:0", "locker:1", "locker:2", "locker:3", "locker:4", "locker:5",
				"locker:6", "locker:7");
	}

	@Test
	void refusedWaiterWaitsNoLongerThanItSaid() {
		LockyInstance instance = start();
		instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(10)));
		long start = System.nanoTime();
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> instance.locky().acquire(request("grace").waitAtMost(Duration.ofSeconds(1))))
			.satisfies((ex) -> {
				assertThat(ex.getResource()).isEqualTo("article:1");
				assertThat(ex.getHolder()).isEqualTo("ada");
				assertThat(ex.getRemaining()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
			});
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
		assertThat(instance.locky().getLocker("article:1")).isEqualTo("ada");
	}

	@Test
	void waiterBehindAnotherLearnsWhoHoldsTheLock() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> instance.locky().acquire(request("joan").waitAtMost(Duration.ofMillis(50))))
			.satisfies((ex) -> {
				assertThat(ex.getHolder()).isEqualTo("ada");
				assertThat(ex.getRemaining()).isNull();
			});
		awaitWaiters(instance, 1);
	}

	@Test
	void changingHoldersDoNotProlongTheWait() {
		LockyInstance other = start();
		LockyInstance instance = start();
		other.locky().lock("article:1", "holder:0");
		AtomicBoolean done = new AtomicBoolean();
		Future<?> changing = this.threads.submit(() -> {
			for (int i = 1; !done.get(); i++) {
				other.locky().lock(LockRequest.of("article:1", "holder:" + i).force());
			}
		});
		long start = System.nanoTime();
		Optional<Lease> lease = instance.locky().tryAcquire(request("grace").waitAtMost(Duration.ofMillis(500)));
		done.set(true);
		join(changing);
		assertThat(lease).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
				Duration.ofSeconds(5));
	}

	@Test
	void lockWaitsToo() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		assertThat(instance.locky().lock(request("grace"))).isFalse();
		assertThat(instance.locky().lock(request("grace").waitAtMost(Duration.ofMillis(100)))).isFalse();
		Future<Boolean> waiting = this.threads.submit(() -> instance.locky().lock(request("grace").waitAtMost(LONG)));
		awaitWaiters(instance, 1);
		instance.locky().unlock("article:1", "ada");
		assertThat(join(waiting)).isTrue();
		assertThat(instance.locky().getLocker("article:1")).isEqualTo("grace");
	}

	@Test
	void endlessWaitIsPossible() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		Future<Boolean> waiting = this.threads
			.submit(() -> instance.locky().lock(request("grace").waitAtMost(Duration.ofSeconds(Long.MAX_VALUE))));
		awaitWaiters(instance, 1);
		instance.locky().unlock("article:1");
		assertThat(join(waiting)).isTrue();
	}

	@Test
	void interruptedWaiterFailsAtOnceAndKeepsItsFlag() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(request("ada"));
		InterruptibleWaiter interrupted = new InterruptibleWaiter(instance, "grace");
		awaitWaiters(instance, 1);
		Future<Lease> next = acquireLater(instance, "joan");
		awaitWaiters(instance, 2);
		interrupted.thread.interrupt();
		assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> join(interrupted.lease));
		assertThat(interrupted.flag).isTrue();
		awaitWaiters(instance, 1);
		first.release();
		assertThat(join(next).locker()).isEqualTo("joan");
		assertThat(instance.heard("article:1")).doesNotContain("locked article:1 by grace");
	}

	@Test
	void interruptedThreadLocksNothing() {
		LockyInstance instance = start();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> instance.locky().acquire(request("grace").waitAtMost(LONG)));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(instance.locky().getLocker("article:1")).isNull();
		assertThat(instance.waiting().getWaiters().getCount()).isZero();
	}

	@Test
	void wokenWaitersWhoLeavePassTheWakeUpOn() {
		LockyInstance instance = start();
		for (int round = 0; round < 20; round++) {
			Lease first = instance.locky().acquire(request("ada"));
			InterruptibleWaiter interrupted = new InterruptibleWaiter(instance, "grace");
			awaitWaiters(instance, 1);
			Future<Lease> next = acquireLater(instance, "joan");
			awaitWaiters(instance, 2);
			Future<?> releasing = this.threads.submit(first::release);
			interrupted.thread.interrupt();
			join(releasing);
			// Either the interrupt or the lock came first
			interrupted.lease.exceptionally((ex) -> Optional.empty())
				.thenAccept((lease) -> lease.ifPresent(Lease::release));
			assertThat(join(next).locker()).isEqualTo("joan");
			join(next).release();
		}
	}

	@Test
	void nextInTheQueueHearsOfAnEndElsewhere() {
		LockyInstance other = start();
		LockyInstance instance = start();
		other.locky().lock("article:1", "ada");
		Future<Lease> first = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		Future<Lease> second = acquireLater(instance, "joan");
		awaitWaiters(instance, 2);
		Future<Lease> third = acquireLater(instance, "mary");
		awaitWaiters(instance, 3);
		other.locky().unlock("article:1", "ada");
		join(first);
		assertThat(other.locky().unlock("article:1", "grace")).isTrue();
		join(second);
		assertThat(other.locky().lock(LockRequest.of("article:1", "ada").force())).isTrue();
		assertThat(other.locky().unlock("article:1", "ada")).isTrue();
		assertThat(join(third).locker()).isEqualTo("mary");
	}

	@Test
	void whoeverComesWhileTheFirstIsAskingHearsOfAnEndElsewhere() {
		LockyInstance other = start();
		LockyInstance instance = start();
		for (int round = 0; round < 50; round++) {
			List<Future<Lease>> waiting = Stream.of("ada", "grace", "joan")
				.map((locker) -> acquireLater(instance, locker))
				.toList();
			for (int i = 0; i < waiting.size(); i++) {
				Awaitility.await().until(() -> other.locky().getLocker("article:1") != null);
				String locker = other.locky().getLocker("article:1");
				assertThat(other.locky().unlock("article:1", locker)).isTrue();
			}
			waiting.forEach(WaitingContractTests::join);
		}
	}

	@Test
	void othersGetTheirTurnWhileOneInstancePassesTheLockOn() {
		LockyInstance one = start();
		LockyInstance two = start();
		AtomicBoolean done = new AtomicBoolean();
		List<Future<?>> passing = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String locker = "locker:" + i;
			passing.add(this.threads.submit(() -> {
				while (!done.get()) {
					one.locky().executeWithoutResult(request(locker).waitAtMost(LONG), (lease) -> {
					});
				}
			}));
		}
		awaitWaiters(one, 3);
		for (int i = 0; i < 20; i++) {
			assertThat(two.locky().tryAcquire(request("grace").waitAtMost(LONG)).orElseThrow().release()).isTrue();
		}
		done.set(true);
		passing.forEach(WaitingContractTests::join);
	}

	@Test
	void whoWaitedElsewhereBeforeAnybodyDidHereGetsItsTurn() {
		LockyInstance one = start();
		LockyInstance two = start();
		Lease first = one.locky().acquire(request("ada"));
		Future<Lease> elsewhere = acquireLater(two, "grace");
		awaitWaiters(two, 1);
		Awaitility.await().until(() -> this.store.isQueued("article:1", two));
		AtomicBoolean done = new AtomicBoolean();
		List<Future<?>> passing = Stream.of("joan", "mary", "dorothy")
			.<Future<?>>map((locker) -> this.threads.submit(() -> {
				while (!done.get()) {
					one.locky().executeWithoutResult(request(locker).waitAtMost(LONG), (lease) -> {
					});
				}
			}))
			.toList();
		awaitWaiters(one, 3);
		first.release();
		assertThat(join(elsewhere).release()).isTrue();
		done.set(true);
		passing.forEach(WaitingContractTests::join);
	}

	@Test
	void holderWhoComesBackDoesNotStandBehindThoseItBlocks() {
		LockyInstance instance = start();
		Lease held = instance.locky().acquire(request("ada").ttl(Duration.ofMinutes(1)));
		Future<Lease> waiting = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		Lease again = instance.locky().acquire(request("ada").reentrant().waitAtMost(LONG));
		assertThat(again.fencingToken()).isEqualTo(held.fencingToken());
		assertThat(waiting).isNotDone();
		assertThat(held.release()).isTrue();
		assertThat(join(waiting).locker()).isEqualTo("grace");
	}

	@Test
	void whoTakesOverDoesNotStandBehindOthers() {
		LockyInstance instance = start();
		instance.locky().lock(request("ada"));
		Future<Lease> waiting = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		Lease taken = instance.locky().acquire(request("joan").force().waitAtMost(LONG));
		assertThat(waiting).isNotDone();
		assertThat(taken.release()).isTrue();
		assertThat(join(waiting).locker()).isEqualTo("grace");
	}

	@Test
	void whoWasNeverFirstGivesUpWithoutAsking() {
		LockyInstance instance = start();
		TestObservationRegistry observations = TestObservationRegistry.create();
		instance.locky().lock(request("ada"));
		instance.observe(observations);
		Future<Lease> first = acquireLater(instance, "grace");
		awaitWaiters(instance, 1);
		assertThat(instance.locky().lock(request("joan").waitAtMost(Duration.ofMillis(50)))).isFalse();
		TestObservationRegistryAssert.assertThat(observations)
			.hasHandledContextsThatSatisfy(
					(contexts) -> assertThat(contexts).filteredOn((context) -> context.getName().equals("locky.lock"))
						.isNotEmpty()
						.allMatch((context) -> "grace".equals(((LockyObservationContext) context).getLocker())));
		instance.locky().unlock("article:1", "ada");
		assertThat(join(first).locker()).isEqualTo("grace");
	}

	@Test
	void twoInstancesInOneVirtualMachineTellEachOther() {
		LockyInstance one = start();
		LockyInstance two = start();
		assertThat(instanceId(one)).isNotEqualTo(instanceId(two));
		Lease lease = one.locky().acquire(request("ada"));
		Future<Lease> waiting = acquireLater(two, "grace");
		awaitWaiters(two, 1);
		assertThat(two.locky().unlock("article:1", "ada")).isTrue();
		assertThat(join(waiting).locker()).isEqualTo("grace");
		Awaitility.await().until(() -> !lease.isValid());
	}

	@Test
	void waiterForSeveralDoesNotStarveBesideWaitersForOne() {
		LockyInstance one = start();
		LockyInstance two = start();
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger turns = new AtomicInteger();
		List<Future<?>> busy = new ArrayList<>();
		for (String resource : List.of("a", "b")) {
			for (LockyInstance instance : List.of(one, one, two, two)) {
				LockRequest request = LockRequest.of(resource).waitAtMost(LONG);
				busy.add(this.threads.submit(() -> {
					while (!done.get()) {
						instance.locky().executeWithoutResult(request, (lease) -> {
							turns.incrementAndGet();
							LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
						});
					}
				}));
			}
		}
		Awaitility.await().until(() -> turns.get() > 50);
		for (int i = 0; i < 3; i++) {
			try (Lease both = one.locky().acquire(LockRequest.ofAll(List.of("a", "b")).waitAtMost(LONG))) {
				assertThat(both.isValid()).isTrue();
			}
		}
		done.set(true);
		busy.forEach(WaitingContractTests::join);
	}

	@Test
	void severalResourcesInOppositeOrderDoNotDeadlock() {
		LockyInstance one = start();
		LockyInstance two = start();
		List<Future<?>> all = new ArrayList<>();
		for (LockyInstance instance : List.of(one, one, two, two)) {
			boolean ascending = all.size() % 2 == 0;
			List<String> resources = (ascending) ? List.of("a", "b") : List.of("b", "a");
			all.add(this.threads.submit(() -> {
				for (int i = 0; i < 25; i++) {
					instance.locky()
						.executeWithoutResult(LockRequest.ofAll(resources).waitAtMost(LONG),
								(lease) -> assertThat(lease.isValid()).isTrue());
				}
			}));
		}
		all.forEach(WaitingContractTests::join);
		assertThat(one.locky().findAll()).isEmpty();
	}

	@Test
	void waiterForSeveralWaitsForTheOneThatIsHeld() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(LockRequest.of("a", "ada"));
		Lease second = instance.locky().acquire(LockRequest.of("b", "ada"));
		Future<Lease> both = this.threads.submit(
				() -> instance.locky().acquire(LockRequest.ofAll(List.of("a", "b")).locker("grace").waitAtMost(LONG)));
		awaitWaiters(instance, 1);
		first.release();
		assertThat(both).isNotDone();
		second.release();
		assertThat(join(both).resources()).containsExactly("a", "b");
	}

	@Test
	void laterCallsAndThreadsAreServedInTurn() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquireAsync(request("ada")).join();
		CompletableFuture<Lease> second = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
		awaitWaiters(instance, 1);
		Future<Lease> third = acquireLater(instance, "joan");
		awaitWaiters(instance, 2);
		CompletableFuture<Lease> fourth = instance.locky().acquireAsync(request("mary").waitAtMost(LONG));
		awaitWaiters(instance, 3);
		assertThat(first.release()).isTrue();
		assertThat(join(second).release()).isTrue();
		assertThat(third).satisfies((lease) -> assertThat(join(lease).release()).isTrue());
		assertThat(join(fourth).locker()).isEqualTo("mary");
	}

	@Test
	void laterCallHearsOfAReleaseElsewhere() {
		LockyInstance other = start();
		LockyInstance instance = start();
		Lease first = other.locky().acquire(request("ada"));
		CompletableFuture<Lease> second = instance.locky()
			.acquireAsync(LockRequest.ofAll(List.of("article:2", "article:1")).waitAtMost(LONG));
		Awaitility.await().until(() -> this.store.isQueued("article:1", instance));
		first.release();
		assertThat(join(second).resources()).containsExactly("article:2", "article:1");
	}

	@Test
	void laterCallIsRefusedInTime() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> join(instance.locky().acquireAsync(request("grace"))))
			.satisfies((ex) -> assertThat(ex.getHolder()).isEqualTo("ada"));
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> join(instance.locky().acquireAsync(request("grace").waitAtMost(Duration.ofMillis(50)))))
			.satisfies((ex) -> assertThat(ex.getHolder()).isEqualTo("ada"));
		assertThat(instance.waiting().getWaiters().getCount()).isZero();
	}

	@Test
	void laterCallAfterTheEndIsToldSo() {
		LockyInstance instance = start();
		instance.close();
		assertThatExceptionOfType(LocksClosedException.class)
			.isThrownBy(() -> join(instance.locky().acquireAsync(request("grace"))));
		assertThatExceptionOfType(LocksClosedException.class)
			.isThrownBy(() -> join(instance.locky().acquireAsync(request("grace").waitAtMost(LONG))));
	}

	@Test
	void laterCallLooksWhenTheHoldersTimeRunsOut() {
		LockyInstance instance = start(WITHOUT_EVENTS.withoutMessages());
		instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(200)));
		assertThat(join(instance.locky().acquireAsync(request("grace").waitAtMost(LONG))).locker()).isEqualTo("grace");
	}

	@Test
	void thousandLaterCallsTakeAHandfulOfThreads() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(request("ada"));
		int threads = Thread.getAllStackTraces().size();
		List<CompletableFuture<Lease>> waiting = Stream
			.generate(() -> instance.locky().acquireAsync(LockRequest.of("article:1").waitAtMost(LONG)))
			.limit(1000)
			.toList();
		awaitWaiters(instance, 1000);
		assertThat(Thread.getAllStackTraces().size()).isLessThan(threads + 10);
		waiting.subList(0, 950).forEach((call) -> call.cancel(true));
		awaitWaiters(instance, 50);
		waiting.forEach((call) -> call.thenAccept(Lease::close));
		first.release();
		waiting.subList(950, 1000).forEach((call) -> assertThat(join(call).locker()).isNotNull());
		Awaitility.await().until(() -> instance.locky().getLocker("article:1") == null);
	}

	@Test
	void cancelledCallPassesItsTurnOnAndLeavesNothing() {
		LockyInstance other = start();
		LockyInstance instance = start();
		Lease first = other.locky().acquire(request("ada"));
		CompletableFuture<Lease> second = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
		awaitWaiters(instance, 1);
		CompletableFuture<Lease> third = instance.locky().acquireAsync(request("joan").waitAtMost(LONG));
		awaitWaiters(instance, 2);
		second.cancel(true);
		awaitWaiters(instance, 1);
		first.release();
		Lease last = join(third);
		CompletableFuture<Lease> fourth = other.locky().acquireAsync(request("mary").waitAtMost(LONG));
		Awaitility.await().until(() -> this.store.isQueued("article:1", other));
		fourth.cancel(true);
		Awaitility.await().until(() -> !this.store.isQueued("article:1", other));
		last.release();
		assertThat(instance.heard("article:1")).noneMatch((event) -> event.endsWith("grace"));
		assertThat(instance.locky().findAll()).isEmpty();
	}

	@Test
	void callWhoseFutureIsDoneBeforeItWaitsNoLonger() {
		LockyInstance instance = start();
		Lease first = instance.locky().acquire(request("ada"));
		for (Consumer<CompletableFuture<Lease>> caller : List.<Consumer<CompletableFuture<Lease>>>of(
				(call) -> call.orTimeout(1, TimeUnit.MILLISECONDS),
				(call) -> call.completeOnTimeout(first, 1, TimeUnit.MILLISECONDS), (call) -> call.complete(first),
				(call) -> call.completeExceptionally(new IllegalStateException()), (call) -> call.obtrudeValue(first),
				(call) -> call.obtrudeException(new IllegalStateException()))) {
			CompletableFuture<Lease> waiting = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
			awaitWaiters(instance, 1);
			caller.accept(waiting);
			awaitWaiters(instance, 0);
		}
		first.release();
		Awaitility.await().until(() -> !this.store.isQueued("article:1", instance));
		assertThat(instance.heard("article:1")).noneMatch((event) -> event.endsWith("grace"));
		assertThat(instance.locky().findAll()).isEmpty();
	}

	@Test
	void callThatIsCancelledWhenItGetsTheLockGivesItBack() {
		LockyInstance instance = start();
		for (int round = 0; round < 20; round++) {
			Lease first = instance.locky().acquire(request("ada"));
			CompletableFuture<Lease> second = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
			awaitWaiters(instance, 1);
			Future<?> releasing = this.threads.submit(first::release);
			if (!second.cancel(true)) {
				join(second).release();
			}
			join(releasing);
			Awaitility.await().until(() -> instance.locky().getLocker("article:1") == null);
		}
		assertThat(instance.leases().getCount()).isZero();
	}

	@Test
	void laterCallEndsWithItsInstance() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		CompletableFuture<Lease> waiting = instance.locky().acquireAsync(request("grace").waitAtMost(LONG));
		awaitWaiters(instance, 1);
		instance.close();
		assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> join(waiting))
			.withMessageContaining("shuts down");
		assertThatExceptionOfType(CannotAcquireLockException.class)
			.isThrownBy(() -> join(instance.locky().acquireAsync(request("grace"))));
	}

	ExecutorService threads() {
		return this.threads;
	}

	LockyInstance start() {
		return start(LockyInstance.Options.DEFAULT);
	}

	LockyInstance start(LockyInstance.Options options) {
		LockyInstance instance = this.store.start(options);
		this.instances.add(instance);
		return instance;
	}

	static LockRequest request(String locker) {
		return LockRequest.of("article:1", locker);
	}

	Future<Lease> acquireLater(LockyInstance instance, String locker) {
		return this.threads.submit(() -> instance.locky().acquire(request(locker).waitAtMost(LONG)));
	}

	static void awaitWaiters(LockyInstance instance, int count) {
		Awaitility.await().until(() -> instance.waiting().getWaiters().getCount() == count);
	}

	static String instanceId(LockyInstance instance) {
		return instance.engine().getStore().instance().value();
	}

	static <T> T join(Future<T> future) {
		try {
			return future.get(20, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A thread that waits until it is interrupted.
	 */
	private static final class InterruptibleWaiter {

		private final CompletableFuture<Optional<Lease>> lease = new CompletableFuture<>();

		private final Thread thread;

		private volatile boolean flag;

		private InterruptibleWaiter(LockyInstance instance, String locker) {
			this.thread = new Thread(() -> {
				try {
					this.lease.complete(instance.locky().tryAcquire(request(locker).waitAtMost(LONG)));
				}
				catch (DataAccessException ex) {
					this.flag = Thread.currentThread().isInterrupted();
					this.lease.completeExceptionally(ex);
				}
			});
			this.thread.start();
		}

	}

}
