package io.github.locky;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is released, and stays locked until the end of its hold.
 */
@Timeout(60)
abstract class HoldContractTests {

	private static final Duration HOLD = Duration.ofMinutes(10);

	private static final Duration MOMENT = Duration.ofMillis(300);

	private final TestStore store;

	private LockyInstance instance;

	private LockyInstance other;

	private LockyOperations locky;

	HoldContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.other = this.store.start();
		this.locky = this.instance.locky();
	}

	@AfterEach
	void stop() {
		this.instance.close();
		this.other.close();
	}

	@Test
	void leaseReleasedEarlyIsOverAndTheResourceStaysLocked() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofHours(1)));
		assertThat(this.locky.find("job").orElseThrow().released()).isFalse();
		assertThat(lease.release()).isTrue();
		assertThat(lease.isValid()).isFalse();
		assertThat(lease.refresh()).isFalse();
		assertThat(this.locky.find("job")).get().satisfies((held) -> {
			assertThat(held.released()).isTrue();
			assertThat(held.locker()).isEqualTo("ada");
			assertThat(held.fencingToken()).isEqualTo(lease.fencingToken());
			assertThat(held.remaining()).isBetween(HOLD.minusMinutes(1), HOLD);
		});
		assertThat(this.locky.findByLocker("ada")).hasSize(1);
	}

	@Test
	void lockWithoutTimeToLiveExpiresAtTheEndOfItsHold() {
		this.locky.acquire(request().noTtl()).close();
		assertThat(this.store.remaining("job")).isBetween(HOLD.minusMinutes(1), HOLD);
	}

	@Test
	void endsAsExpiredInEveryInstance() {
		this.locky.acquire(request().holdAtLeast(MOMENT)).close();
		List.of(this.instance, this.other)
			.forEach((each) -> Awaitility.await()
				.untilAsserted(
						() -> assertThat(each.heard()).containsExactly("locked job by ada", "expired job by ada")));
		assertThat(this.locky.getLocker("job")).isNull();
	}

	@Test
	void leaseReleasedAfterItsHoldIsFreeAtOnce() {
		Lease lease = this.locky.acquire(request().holdAtLeast(Duration.ofMillis(1)).ttl(HOLD));
		Instant since = this.locky.find("job").orElseThrow().since();
		Awaitility.await().until(() -> this.store.now() > since.toEpochMilli() + 1);
		lease.close();
		assertThat(this.locky.getLocker("job")).isNull();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.other.heard()).containsExactly("locked job by ada", "unlocked job by ada"));
	}

	@Test
	void nobodyHasItWithinTheHoldNotEvenTheSameLocker() {
		this.locky.acquire(request()).close();
		for (LockRequest request : List.of(request(), request().reentrant(), LockRequest.of("job", "grace"))) {
			assertThat(this.locky.tryAcquire(request)).isEmpty();
			assertThat(this.other.locky().attempt(request)).satisfies((attempt) -> {
				assertThat(attempt.granted()).isFalse();
				assertThat(attempt.lock()).isNotNull().matches(HeldLock::released);
			});
		}
		assertThat(this.locky.lock(LockRequest.ofAll(List.of("a", "job")).locker("ada").reentrant())).isFalse();
		assertThat(this.locky.resume("job", "ada")).isEmpty();
	}

	@Test
	void nobodyProlongsIt() {
		this.locky.acquire(request().ttl(Duration.ofHours(1))).close();
		assertThat(this.locky.refresh("job")).isFalse();
		assertThat(this.other.locky().refresh("job", "ada")).isFalse();
		assertThat(this.store.remaining("job")).isLessThanOrEqualTo(HOLD);
	}

	@Test
	void releasedTwiceItStaysLockedAllTheSame() {
		Lease lease = this.locky.acquire(request());
		lease.release();
		lease.release();
		lease.close();
		assertThat(this.locky.getLocker("job")).isEqualTo("ada");
	}

	@Test
	void leasesOfTheSameOwnershipElsewhereAreOver() {
		Lease lease = this.locky.acquire(request());
		Lease resumed = this.other.locky().resume("job", "ada").orElseThrow();
		lease.close();
		assertThat(resumed.refresh()).isFalse();
		assertThat(resumed.isValid()).isFalse();
	}

	@Test
	void whoeverUnlocksItFreesIt() {
		List<Runnable> ways = List.of(() -> this.locky.unlock("job"), () -> this.locky.unlock("job", "ada"),
				() -> this.other.locky().unlock("job"), () -> this.other.locky().unlockAll("ada"));
		for (Runnable way : ways) {
			this.locky.acquire(request()).close();
			this.other.forgetEvents();
			way.run();
			assertThat(this.locky.getLocker("job")).isNull();
			Awaitility.await().untilAsserted(() -> assertThat(this.other.heard()).contains("unlocked job by ada"));
		}
	}

	@Test
	void forceTakesItOver() {
		this.locky.acquire(request()).close();
		assertThat(this.locky.lock(LockRequest.of("job", "ada").force())).isTrue();
		assertThat(this.locky.find("job").orElseThrow().released()).isFalse();
		assertThat(this.locky.refresh("job", "ada")).isTrue();
	}

	@Test
	void nextOneOfAnotherInstanceComesAtTheEndOfTheHold() {
		assertThatNextComesAtTheEnd(this.other);
	}

	@Test
	void nextOneOfTheSameInstanceComesAtTheEndOfTheHold() {
		assertThatNextComesAtTheEnd(this.instance);
	}

	private void assertThatNextComesAtTheEnd(LockyInstance next) {
		Lease lease = this.locky.acquire(request().holdAtLeast(MOMENT));
		Instant since = this.locky.find("job").orElseThrow().since();
		CompletableFuture<LockAttempt> waiting = CompletableFuture
			.supplyAsync(() -> next.locky().attempt(LockRequest.of("job", "grace").waitAtMost(Duration.ofSeconds(50))));
		Awaitility.await().until(() -> next.waiting().getWaiters().getCount() == 1);
		lease.close();
		assertThat(waiting.join()).satisfies((attempt) -> {
			assertThat(attempt.granted()).isTrue();
			assertThat(attempt.lock().since()).isAfterOrEqualTo(since.plus(MOMENT));
		});
	}

	@Test
	void timeToLiveIsNoShorterThanTheHold() {
		this.locky.acquire(request().ttl(Duration.ofSeconds(1)));
		assertThat(this.store.remaining("job")).isGreaterThan(HOLD.minusMinutes(1));
		this.locky.acquire(request("kept").keepAlive());
		assertThat(this.store.remaining("kept")).isGreaterThan(HOLD.minusMinutes(1));
	}

	@Test
	void severalResourcesStayLocked() {
		this.locky.acquire(LockRequest.ofAll(List.of("a", "b")).locker("ada").holdAtLeast(HOLD)).close();
		assertThat(this.locky.findAll()).hasSize(2).allMatch(HeldLock::released);
	}

	@Test
	void endOfTheInstanceIsARelease() {
		this.other.locky().acquire(request().noTtl());
		this.other.close();
		assertThat(this.locky.find("job")).get().matches(HeldLock::released);
	}

	@Test
	void lockWithoutALeaseIsFreeWhenItIsUnlocked() {
		this.locky.lock(request());
		this.locky.unlock("job", "ada");
		assertThat(this.locky.getLocker("job")).isNull();
	}

	private static LockRequest request() {
		return request("job");
	}

	private static LockRequest request(String resource) {
		return LockRequest.of(resource, "ada").holdAtLeast(HOLD);
	}

}
