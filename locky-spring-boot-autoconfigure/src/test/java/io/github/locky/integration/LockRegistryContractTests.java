package io.github.locky.integration;

import java.time.Duration;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.TestStore;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.integration.support.locks.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What Spring Integration expects of locks, in two instances of an application.
 */
@Timeout(60)
abstract class LockRegistryContractTests {

	private static final String KEY = "order:1";

	private static final Duration NINE_MINUTES = Duration.ofMinutes(9);

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private final TestStore store;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private LockyInstance instance;

	private LockyInstance other;

	private LockyLockRegistry registry;

	private LockyLockRegistry otherRegistry;

	LockRegistryContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.other = this.store.start();
		this.registry = new LockyLockRegistry(this.instance.locky());
		this.otherRegistry = new LockyLockRegistry(this.other.locky());
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.instance.close();
		this.other.close();
	}

	@Test
	void otherThreadsAndRegistriesAreExcluded() throws Exception {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		assertThat(this.otherRegistry.obtain(KEY).tryLock()).isFalse();
		assertThat(this.otherRegistry.obtain(KEY).tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(this.<Boolean>onAnotherThread(lock::tryLock)).isFalse();
		assertThat(this.<Boolean>onAnotherThread(() -> lock.tryLock(1, TimeUnit.MILLISECONDS))).isFalse();
		lock.unlock();
		assertThat(this.otherRegistry.obtain(KEY).tryLock()).isTrue();
	}

	@Test
	void countedUpByManyNothingIsLost() throws Exception {
		AtomicInteger counter = new AtomicInteger();
		Callable<Void> counting = () -> {
			LockyLockRegistry mine = (Thread.currentThread().hashCode() % 2 == 0) ? this.registry : this.otherRegistry;
			for (int i = 0; i < 10; i++) {
				mine.executeLocked(KEY, () -> {
					int value = counter.get();
					Thread.yield();
					counter.set(value + 1);
				});
			}
			return null;
		};
		for (Future<Void> done : this.threads.invokeAll(Collections.nCopies(6, counting))) {
			done.get();
		}
		assertThat(counter).hasValue(60);
	}

	@Test
	void threadMayLockAgainWhatItHoldsAndUnlocksAsOften() throws Exception {
		DistributedLock lock = this.registry.obtain(KEY);
		lock.lock();
		lock.lockInterruptibly();
		assertThat(lock.tryLock()).isTrue();
		assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
		assertThat(this.registry.obtain(KEY).tryLock(Duration.ZERO, TEN_MINUTES)).isTrue();
		for (int i = 0; i < 5; i++) {
			assertThat(this.otherRegistry.obtain(KEY).tryLock()).isFalse();
			lock.unlock();
		}
		assertThat(this.otherRegistry.obtain(KEY).tryLock()).isTrue();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
	}

	@Test
	void strangersDoNotUnlock() {
		Lock lock = this.registry.obtain(KEY);
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
		lock.lock();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> onAnotherThread(() -> {
			lock.unlock();
			return null;
		})).withCauseInstanceOf(IllegalMonitorStateException.class);
		assertThatExceptionOfType(IllegalMonitorStateException.class)
			.isThrownBy(this.otherRegistry.obtain(KEY)::unlock);
		lock.unlock();
	}

	@Test
	void waitsForTheOtherToUnlock() throws Exception {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		Future<Boolean> here = this.threads.submit(() -> lock.tryLock(20, TimeUnit.SECONDS));
		awaitWaiters(this.instance);
		lock.unlock();
		assertThat(here.get()).isTrue();
		assertThat(this.instance.locky().unlock(KEY)).isTrue();
	}

	@Test
	void waitsForTheOtherRegistryToUnlock() throws Exception {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		Future<?> elsewhere = this.threads.submit(() -> this.otherRegistry.obtain(KEY).lock());
		awaitWaiters(this.other);
		lock.unlock();
		elsewhere.get();
	}

	@Test
	void waitsNoLongerThanToldToAndNotAtAllForLessThanNothing() throws Exception {
		this.otherRegistry.obtain(KEY).lock();
		DistributedLock lock = this.registry.obtain(KEY);
		long start = System.nanoTime();
		assertThat(lock.tryLock(100, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(100),
				Duration.ofSeconds(10));
		assertThat(lock.tryLock(-1, TimeUnit.SECONDS)).isFalse();
		assertThat(lock.tryLock(Duration.ofSeconds(-1), TEN_MINUTES)).isFalse();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.registry.executeLocked(KEY, Duration.ofMillis(1), () -> {
				throw new AssertionError();
			}));
	}

	@Test
	void interruptionEndsTheWaitOfThoseThatCanBeInterrupted() throws Exception {
		this.otherRegistry.obtain(KEY).lock();
		DistributedLock lock = this.registry.obtain(KEY);
		assertInterrupted(lock::lockInterruptibly);
		assertInterrupted(() -> lock.tryLock(20, TimeUnit.SECONDS));
		assertInterrupted(() -> lock.tryLock(Duration.ofSeconds(20), TEN_MINUTES));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(lock::lockInterruptibly);
		assertThat(Thread.interrupted()).isFalse();
	}

	private void assertInterrupted(InterruptibleCall call) throws Exception {
		AtomicReference<Thread> thread = new AtomicReference<>();
		Future<?> waiting = this.threads.submit(() -> {
			thread.set(Thread.currentThread());
			call.run();
			return null;
		});
		awaitWaiters(this.instance);
		thread.get().interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(InterruptedException.class);
	}

	@Test
	void otherLocksAreTakenInSpiteOfAnInterruptionWhichIsNotLost() throws Exception {
		Lock held = this.otherRegistry.obtain(KEY);
		held.lock();
		AtomicReference<Thread> thread = new AtomicReference<>();
		Future<Boolean> waiting = this.threads.submit(() -> {
			thread.set(Thread.currentThread());
			this.registry.obtain(KEY).lock();
			return Thread.interrupted();
		});
		awaitWaiters(this.instance);
		thread.get().interrupt();
		Awaitility.await().until(() -> !thread.get().isInterrupted());
		held.unlock();
		assertThat(waiting.get()).isTrue();
		Thread.currentThread().interrupt();
		assertThat(held.tryLock()).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void unlocksOnAnInterruptedThread() {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		Thread.currentThread().interrupt();
		lock.unlock();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.instance.locky().getLocker(KEY)).isNull();
	}

	@Test
	void whoeverHasLostTheLockIsToldWhenItUnlocks() {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		takeAway();
		Lock elsewhere = this.otherRegistry.obtain(KEY);
		assertThat(elsewhere.tryLock()).isTrue();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock)
			.withMessageContaining(KEY);
		assertThat(lock.tryLock()).isFalse();
		elsewhere.unlock();
		assertThat(lock.tryLock()).isTrue();
		lock.unlock();
	}

	@Test
	void whoeverHasLostTheLockIsToldOnceWhenItLocksAgainAndMayThenLockAnew() {
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		takeAway();
		awaitLost();
		assertThat(lock.tryLock()).isFalse();
		assertThat(lock.tryLock()).isTrue();
		lock.unlock();
		assertThat(this.instance.locky().getLocker(KEY)).isNull();
		lock.lock();
		takeAway();
		assertThat(this.otherRegistry.obtain(KEY).tryLock()).isTrue();
		awaitLost();
		assertThat(lock.tryLock()).isFalse();
		assertThat(lock.tryLock()).isFalse();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
	}

	@Test
	void whoeverHasLostTheLockDoesNotWaitForItself() {
		DistributedLock lock = this.registry.obtain(KEY);
		lock.lock();
		takeAway();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> lock.lock(TEN_MINUTES));
		lock.lock();
		takeAway();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(() -> {
			while (true) {
				lock.lockInterruptibly();
			}
		});
	}

	@Test
	void noNameBeginsALineInAMessage() {
		Lock lock = this.registry.obtain("a\nb");
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock)
			.withMessageContaining("'a\\nb'");
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock("a\nb"))
			.withMessageContaining("'a\\nb'");
		lock.lock();
		assertThat(this.other.locky().unlock("a\nb")).isTrue();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock)
			.withMessageContaining("'a\\nb'");
		assertThat(lock).asString().contains("a\\nb");
	}

	private void awaitLost() {
		Awaitility.await().until(() -> this.instance.leases().getCount() == 0);
	}

	private void takeAway() {
		assertThat(this.other.locky().unlock(KEY)).isTrue();
	}

	@Test
	void lockLivesAsLongAsToldAndIsKeptAlive() throws Exception {
		DistributedLock lock = this.registry.obtain(KEY);
		lock.lock();
		assertThat(this.store.remaining(KEY)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
		lock.unlock();
		assertThat(lock.tryLock(Duration.ZERO, TEN_MINUTES)).isTrue();
		assertThat(this.store.remaining(KEY)).isBetween(NINE_MINUTES, TEN_MINUTES);
		assertThat(this.instance.leases().getOpen()).singleElement().matches((lease) -> lease.isKeptAlive());
		lock.unlock();
		DistributedLock mine = new LockyLockRegistry(this.instance.locky(), (request) -> request.ttl(TEN_MINUTES))
			.obtain(KEY);
		mine.lock();
		assertThat(this.store.remaining(KEY)).isGreaterThan(NINE_MINUTES);
		assertThat(this.instance.leases().getOpen()).singleElement().matches((lease) -> !lease.isKeptAlive());
	}

	@Test
	void holderRenewsItsLock() {
		this.registry.obtain(KEY).lock();
		this.registry.renewLock(KEY);
		this.registry.renewLock(KEY, TEN_MINUTES);
		assertThat(this.store.remaining(KEY)).isGreaterThan(NINE_MINUTES);
		assertThatIllegalStateException().isThrownBy(() -> this.otherRegistry.renewLock(KEY));
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock("order:2", TEN_MINUTES));
		takeAway();
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock(KEY));
	}

	@Test
	void registryKeepsNothingOfLocksThatNobodyHolds() {
		for (int i = 0; i < 1000; i++) {
			this.registry.obtain("order:" + i);
		}
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		assertThat(holds()).hasSize(1);
		this.registry.expireUnusedOlderThan(0);
		assertThat(holds()).hasSize(1);
		lock.unlock();
		assertThat(holds()).isEmpty();
		assertThat(lock).isEqualTo(this.registry.obtain(KEY)).isNotEqualTo(this.otherRegistry.obtain(KEY));
	}

	@Test
	void lockOfAThreadThatHasEndedRunsOut() throws Exception {
		Thread thread = new Thread(() -> this.registry.obtain(KEY).lock(Duration.ofMillis(300)));
		thread.start();
		thread.join();
		assertThat(this.otherRegistry.obtain(KEY).tryLock()).isFalse();
		this.registry.expireUnusedOlderThan(0);
		assertThat(holds()).isEmpty();
		assertThat(this.otherRegistry.obtain(KEY).tryLock(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void thereAreNoConditions() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(this.registry.obtain(KEY)::newCondition);
	}

	@Test
	void lockWaitsForARivalThatRunsOut() {
		this.other.locky().lock(LockRequest.of(KEY, "rival").ttl(Duration.ofMillis(200)));
		Lock lock = this.registry.obtain(KEY);
		lock.lock();
		lock.unlock();
	}

	private Map<Object, Object> holds() {
		return assertThat(this.registry).extracting("holds")
			.asInstanceOf(InstanceOfAssertFactories.map(Object.class, Object.class))
			.actual();
	}

	private static void awaitWaiters(LockyInstance instance) {
		Awaitility.await().until(() -> instance.waiting().getWaiters().getCount() == 1);
	}

	private <T> T onAnotherThread(Callable<T> task) throws ExecutionException, InterruptedException {
		return this.threads.submit(task).get();
	}

	/**
	 * A call that may be interrupted.
	 */
	@FunctionalInterface
	private interface InterruptibleCall {

		void run() throws InterruptedException;

	}

}
