package io.github.locky.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.LockyInstance;
import io.github.locky.TestStore;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What ShedLock expects of locks, in two instances of an application.
 */
@Timeout(60)
abstract class LockProviderContractTests {

	private static final String NAME = "report";

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private static final Duration NINE_MINUTES = Duration.ofMinutes(9);

	private final TestStore store;

	private LockyInstance instance;

	private LockyInstance other;

	private LockProvider provider;

	private LockProvider otherProvider;

	LockProviderContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.other = this.store.start();
		this.provider = new LockyLockProvider(this.instance.locky());
		this.otherProvider = new LockyLockProvider(this.other.locky());
	}

	@AfterEach
	void stop() {
		this.instance.close();
		this.other.close();
	}

	@Test
	void oneHasTheLockAtATime() {
		SimpleLock lock = lock(TEN_MINUTES, Duration.ZERO);
		assertThat(this.provider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
		assertThat(this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
		assertThat(this.provider.lock(new LockConfiguration(Instant.now(), "other", TEN_MINUTES, Duration.ZERO)))
			.isPresent();
		assertThat(this.store.remaining(NAME)).isBetween(NINE_MINUTES, TEN_MINUTES);
		lock.unlock();
		assertFree();
	}

	@Test
	void lockIsToBeHadRightAfterItWasUnlocked() {
		for (int i = 0; i < 10; i++) {
			SimpleLock lock = lock(TEN_MINUTES, Duration.ZERO);
			assertThat(this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
			lock.unlock();
			assertThatIllegalStateException().isThrownBy(lock::unlock);
		}
	}

	@Test
	void lockEndsWithLockAtMostFor() {
		SimpleLock lock = lock(Duration.ofMillis(50), Duration.ZERO);
		Awaitility.await().until(() -> this.other.locky().getLocker(NAME) == null);
		SimpleLock next = lock(TEN_MINUTES, Duration.ZERO);
		lock.unlock();
		assertThat(this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
		next.unlock();
		lock(Duration.ZERO, Duration.ZERO);
		Awaitility.await().until(() -> this.other.locky().getLocker(NAME) == null);
	}

	@Test
	void unlockedLockIsHeldForLockAtLeastFor() {
		lock(TEN_MINUTES, Duration.ofMinutes(1)).unlock();
		assertThat(this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
		assertThat(this.store.remaining(NAME)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
		this.store.setRemaining(NAME, Duration.ofMillis(1));
		Awaitility.await().until(() -> this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO)).isPresent());
	}

	@Test
	void lockIsExtendedAgainAndAgain() {
		SimpleLock lock = lock(Duration.ofMinutes(1), Duration.ZERO);
		SimpleLock extended = extend(extend(lock, Duration.ofMinutes(5), Duration.ZERO), TEN_MINUTES, Duration.ZERO);
		assertThat(this.store.remaining(NAME)).isGreaterThan(NINE_MINUTES);
		assertThatIllegalStateException().isThrownBy(() -> lock.extend(TEN_MINUTES, Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(lock::unlock);
		extended.unlock();
		assertFree();
		assertThatIllegalStateException().isThrownBy(() -> extended.extend(TEN_MINUTES, Duration.ZERO));
	}

	@Test
	void expiredOrLostLockIsNotExtended() {
		SimpleLock lock = lock(Duration.ofMillis(2), Duration.ZERO);
		Awaitility.await().until(() -> this.other.locky().getLocker(NAME) == null);
		assertThat(lock.extend(TEN_MINUTES, Duration.ZERO)).isEmpty();
		assertThat(this.other.locky().getLocker(NAME)).isNull();
		SimpleLock taken = lock(TEN_MINUTES, Duration.ZERO);
		this.other.locky().unlock(NAME);
		lock(TEN_MINUTES, Duration.ZERO);
		assertThat(taken.extend(TEN_MINUTES, Duration.ZERO)).isEmpty();
	}

	@Test
	void extendedLockIsHeldForAtLeastWhatItWasExtendedFor() {
		SimpleLock extended = extend(lock(Duration.ofMinutes(1), Duration.ZERO), TEN_MINUTES, NINE_MINUTES);
		extended.unlock();
		assertThat(this.store.remaining(NAME)).isGreaterThan(Duration.ofMinutes(8));
		assertThat(this.otherProvider.lock(configuration(TEN_MINUTES, Duration.ZERO))).isEmpty();
		assertThat(this.instance.leases().getCount()).isZero();
	}

	@Test
	void countedUpByManyNothingIsLost() throws Exception {
		AtomicInteger counter = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> counting = new ArrayList<>();
			for (LockProvider mine : List.of(this.provider, this.otherProvider, this.provider, this.otherProvider)) {
				counting.add(threads.submit(() -> count(mine, counter)));
			}
			for (Future<?> done : counting) {
				done.get();
			}
			assertThat(counter).hasValue(100);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void count(LockProvider provider, AtomicInteger counter) {
		for (int counted = 0; counted < 25;) {
			Optional<SimpleLock> lock = provider.lock(configuration(TEN_MINUTES, Duration.ZERO));
			if (lock.isPresent()) {
				int value = counter.get();
				Thread.yield();
				counter.set(value + 1);
				counted++;
				lock.get().unlock();
			}
		}
	}

	private void assertFree() {
		assertThat(this.other.locky().getLocker(NAME)).isNull();
	}

	private SimpleLock lock(Duration atMost, Duration atLeast) {
		return this.provider.lock(configuration(atMost, atLeast)).orElseThrow();
	}

	private static SimpleLock extend(SimpleLock lock, Duration atMost, Duration atLeast) {
		return lock.extend(atMost, atLeast).orElseThrow();
	}

	private static LockConfiguration configuration(Duration atMost, Duration atLeast) {
		return new LockConfiguration(Instant.now(), NAME, atMost, atLeast);
	}

}
