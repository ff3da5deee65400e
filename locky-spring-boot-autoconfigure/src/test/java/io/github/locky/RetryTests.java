package io.github.locky;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who asks again while a first call whose outcome is unknown is yet to be undone.
 */
@Timeout(60)
class RetryTests {

	private final LockStore store = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);

	private final CountDownLatch undoing = new CountDownLatch(1);

	private final AtomicInteger undone = new AtomicInteger();

	private volatile String failing = "";

	private LockEngine engine;

	private LockyOperations locky;

	@BeforeEach
	void start() {
		this.engine = new LockEngine(InterceptedStore.of(this::call),
				new EngineSettings(null, Duration.ofHours(1), EngineSettings.DEFAULT_DRAIN_TIMEOUT, null), null);
		this.engine.start();
		this.locky = new LockyTemplate(this.engine);
	}

	@AfterEach
	void stop() {
		this.undoing.countDown();
		this.engine.destroy();
	}

	// What is undone in the background waits until it is let
	private Object call(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("isRefusal")) {
			return false;
		}
		boolean undo = method.getName().equals("unlock") && Thread.currentThread().getName().startsWith("locky-engine");
		if (undo) {
			this.undoing.await();
		}
		try {
			Object result = InterceptedStore.call(this.store, method, arguments);
			if (method.getName().equals(this.failing)) {
				this.failing = "";
				throw new QueryTimeoutException("no reply");
			}
			return result;
		}
		finally {
			if (undo) {
				this.undone.incrementAndGet();
			}
		}
	}

	private void fail(LockRequest request) {
		this.failing = "lock";
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.locky.lock(request));
		assertThat(this.locky.find(request.getResources().get(0))).isPresent();
	}

	private void undo() {
		this.undoing.countDown();
		Awaitility.await().until(() -> this.undone.get() >= 2);
	}

	@Test
	void plainRetryIsNotRefusedByTheFirstAttempt() {
		LockRequest request = LockRequest.of("article:12", "ada");
		fail(request);
		assertThat(this.locky.lock(request)).isTrue();
		long token = this.locky.find("article:12").orElseThrow().fencingToken();
		undo();
		assertThat(this.locky.find("article:12").orElseThrow().fencingToken()).isEqualTo(token);
	}

	@Test
	void plainRetryOfSeveralIsNotRefusedByTheFirstAttempt() {
		LockRequest request = LockRequest.ofAll(List.of("a", "b")).locker("ada");
		fail(request);
		Lease lease = this.locky.acquire(request);
		undo();
		assertThat(this.locky.findAll().map(HeldLock::resource)).containsExactlyInAnyOrder("a", "b");
		assertThat(lease.release()).isTrue();
	}

	@Test
	void waitingRetryIsGrantedAtOnce() {
		fail(LockRequest.of("article:12", "ada"));
		assertThat(this.locky.lock(LockRequest.of("article:12", "ada").waitAtMost(Duration.ofHours(1)))).isTrue();
	}

	@Test
	void reentrantRetryIsNotUndoneWithTheFirstAttempt() {
		LockRequest request = LockRequest.of("article:12", "ada").reentrant();
		fail(request);
		Lease lease = this.locky.acquire(request);
		undo();
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.release()).isTrue();
		assertThat(this.locky.find("article:12")).isEmpty();
	}

	@Test
	void anotherLockerIsNotRefusedByTheFirstAttempt() {
		fail(LockRequest.of("article:12", "ada"));
		assertThat(this.locky.lock("article:12", "grace")).isTrue();
		undo();
		assertThat(this.locky.getLocker("article:12")).isEqualTo("grace");
	}

	@Test
	void reentrantRetriesWhoseOutcomesAreUnknownLeaveNothingBehind() {
		LockRequest request = LockRequest.of("article:12", "ada").reentrant();
		fail(request);
		fail(request);
		fail(request);
		undo();
		Awaitility.await().untilAsserted(() -> assertThat(this.locky.find("article:12")).isEmpty());
	}

	@Test
	void whatWasHeldBeforeIsLeftToItsHolder() {
		LockRequest request = LockRequest.of("article:12", "ada").reentrant();
		Lease lease = this.locky.acquire(request);
		fail(request);
		fail(request);
		undo();
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.release()).isTrue();
	}

	@Test
	void retryThatCannotReleaseTheFirstAttemptTakesNothing() {
		LockRequest request = LockRequest.of("article:12", "ada").reentrant();
		fail(request);
		this.failing = "unlock";
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.locky.lock(request));
		assertThat(this.locky.find("article:12")).isEmpty();
	}

	@Test
	void anOwnershipOfTheSameLockerThatIsNotTheFirstAttemptsIsLeftAlone() {
		LockRequest request = LockRequest.of("article:12", "ada");
		fail(request);
		this.locky.unlock("article:12");
		this.locky.lock(request);
		assertThat(this.locky.lock(request)).isFalse();
	}

	@Test
	void lockThatCouldNotBeReleasedIsNotInTheWayOfItsLocker() {
		Lease lease = this.locky.acquire(LockRequest.of("article:12", "ada"));
		this.failing = "partitionOf";
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(lease::release);
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
		assertThat(this.locky.lock("article:12", "ada")).isTrue();
	}

}
