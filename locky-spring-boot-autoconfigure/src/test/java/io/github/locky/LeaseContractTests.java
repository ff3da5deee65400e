package io.github.locky;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.locky.event.LeaseLostEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a lease is good for, and how it ends.
 */
@Timeout(60)
abstract class LeaseContractTests {

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private static final Duration NINE_MINUTES = Duration.ofMinutes(9);

	private final TestStore store;

	private final Queue<Lease> lost = new ConcurrentLinkedQueue<>();

	private LockyInstance instance;

	private LockyInstance other;

	private LockyOperations locky;

	LeaseContractTests(TestStore store) {
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
	void resumingAgainAndAgainIsOneLease() {
		this.locky.lock("article:1", "ada");
		for (int i = 0; i < 10; i++) {
			assertThat(this.other.locky().resume("article:1", "ada")).get().matches(Lease::isValid);
		}
		this.locky.unlock("article:1");
		Awaitility.await()
			.during(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.other.events(LeaseLostEvent.class).size() == 1);
	}

	@Test
	void leaseKnowsWhatIsHeldByWhomSinceWhen() {
		Lease lease = this.locky.acquire(request().noTtl());
		HeldLock held = this.locky.find("article:1").orElseThrow();
		assertThat(lease.resources()).containsExactly("article:1");
		assertThat(lease.locker()).isEqualTo("ada");
		assertThat(lease.fencingToken()).isEqualTo(held.fencingToken()).isEqualTo(lease.fencingToken("article:1"));
		assertThat(lease.isValid()).isTrue();
		assertThat(lease.remaining()).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> lease.fencingToken("article:2"))
			.withMessageContaining("article:2");
	}

	@Test
	void eachOfSeveralResourcesHasAToken() {
		Lease lease = this.locky.acquire(LockRequest.ofAll(List.of("b", "a")).locker("ada"));
		assertThat(lease.resources()).containsExactly("b", "a");
		for (String resource : lease.resources()) {
			assertThat(lease.fencingToken(resource)).isEqualTo(token(resource));
		}
		assertThatIllegalStateException().isThrownBy(lease::fencingToken);
	}

	@Test
	void generatedLockersAreUniqueAndReadable() {
		Lease one = this.locky.acquire(LockRequest.of("a"));
		Lease two = this.locky.acquire(LockRequest.of("b"));
		assertThat(one.locker()).isNotEqualTo(two.locker()).contains(String.valueOf(ProcessHandle.current().pid()));
		assertThat(this.locky.getLocker("a")).isEqualTo(one.locker());
	}

	@Test
	void leaseOfARefusedRequestIsEmpty() {
		this.locky.lock("article:1", "grace");
		assertThat(this.locky.tryAcquire(request())).isEmpty();
		assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> this.locky.acquire(request()))
			.satisfies((ex) -> assertThat(ex.getHolder()).isEqualTo("grace"));
		assertThat(this.instance.leases().getCount()).isZero();
	}

	@Test
	void leaseEndsNoLaterThanTheLockInTheStore() {
		Lease lease = this.locky.acquire(request().ttl(TEN_MINUTES));
		assertThat(lease.remaining()).isBetween(NINE_MINUTES, this.store.remaining("article:1"));
	}

	@Test
	void leaseThatRanOutIsLost() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofMillis(300)));
		awaitLost(lease);
		assertThat(lease.remaining()).isEqualTo(Duration.ZERO);
		assertThat(lease.refresh()).isFalse();
	}

	@Test
	void refreshRestoresTheTimeToLive() {
		Lease lease = this.locky.acquire(request().ttl(TEN_MINUTES));
		this.store.setRemaining("article:1", Duration.ofMinutes(1));
		assertThat(lease.refresh()).isTrue();
		assertThat(this.store.remaining("article:1")).isGreaterThan(NINE_MINUTES);
		assertThat(lease.remaining()).isGreaterThan(NINE_MINUTES);
	}

	@Test
	void refreshedLeaseOutlivesItsFirstDeadline() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofMillis(1500)));
		long start = System.nanoTime();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(200))
			.until(() -> lease.refresh() && System.nanoTime() - start > Duration.ofMillis(2500).toNanos());
		assertThat(lease.isValid()).isTrue();
		assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
	}

	@Test
	void refreshTellsThatTheLeaseIsLost() {
		try (LockyInstance deaf = deaf()) {
			Lease lease = deaf.locky().acquire(request().ttl(TEN_MINUTES));
			lease.onLost(this.lost::add);
			this.other.locky().lock(LockRequest.of("article:1", "grace").force());
			assertThat(lease.isValid()).isTrue();
			assertThat(lease.refresh()).isFalse();
			assertThat(lease.isValid()).isFalse();
			Awaitility.await().until(() -> this.lost.contains(lease));
		}
	}

	@Test
	void releaseTellsWhetherTheLeaseWasStillHeld() {
		Lease lease = this.locky.acquire(request());
		assertThat(lease.release()).isTrue();
		assertThat(lease.isValid()).isFalse();
		assertThat(lease.release()).isFalse();
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void releaseAndCloseOfALostLeaseLeaveTheNewHolderAlone() {
		try (LockyInstance deaf = deaf()) {
			Lease first = deaf.locky().acquire(request());
			Lease second = this.other.locky().acquire(request().force());
			first.close();
			assertThat(first.release()).isFalse();
			assertThat(second.refresh()).isTrue();
			assertThat(token("article:1")).isEqualTo(second.fencingToken());
		}
	}

	@Test
	void closedLeaseIsReleasedOnce() {
		try (Lease lease = this.locky.acquire(request())) {
			assertThat(lease.release()).isTrue();
		}
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
	}

	@Test
	void takeoverIsNoticedLongBeforeTheNextRenewal() {
		Lease lease = this.locky.acquire(request().ttl(TEN_MINUTES).keepAlive());
		lease.onLost(this.lost::add);
		this.other.locky().lock(LockRequest.of("article:1", "grace").force());
		awaitLost(lease);
		Awaitility.await().until(() -> this.lost.contains(lease));
		assertThat(this.other.events(LeaseLostEvent.class)).isEmpty();
		assertThat(lease.release()).isFalse();
		assertThat(this.locky.getLocker("article:1")).isEqualTo("grace");
	}

	@Test
	void takeoverBySameLockerIsNoticedToo() {
		Lease lease = this.locky.acquire(request());
		this.other.locky().lock(request().force());
		awaitLost(lease);
	}

	@Test
	void unlockBySomebodyElseIsNoticedAtOnce() {
		Lease lease = this.locky.acquire(request());
		this.other.locky().unlock("article:1");
		awaitLost(lease);
	}

	@Test
	void unlockByTheSameLockerElsewhereIsNoticedToo() {
		Lease lease = this.locky.acquire(request());
		this.other.locky().unlock("article:1", "ada");
		awaitLost(lease);
	}

	@Test
	void leaseLostEventTellsTheTokens() {
		Lease lease = this.locky.acquire(LockRequest.ofAll(List.of("a", "b")).locker("ada"));
		this.other.locky().unlock("b");
		Awaitility.await().until(() -> !this.instance.events(LeaseLostEvent.class).isEmpty());
		LeaseLostEvent event = this.instance.events(LeaseLostEvent.class).get(0);
		assertThat(event.getLocker()).isEqualTo("ada");
		assertThat(event.getFencingTokens()).containsEntry("a", lease.fencingToken("a"))
			.containsEntry("b", lease.fencingToken("b"))
			.hasSize(2);
	}

	@Test
	void lateCallbackIsCalledToo() {
		Lease lease = this.locky.acquire(request());
		this.other.locky().unlock("article:1");
		awaitLost(lease);
		lease.onLost(this.lost::add);
		Awaitility.await().until(() -> this.lost.contains(lease));
		assertThat(this.lost).hasSize(1);
	}

	@Test
	void releasedLeaseIsNeverCalledBack() {
		Lease released = this.locky.acquire(LockRequest.of("article:2", "ada"));
		released.onLost(this.lost::add);
		released.release();
		released.onLost(this.lost::add);
		Lease lease = this.locky.acquire(request());
		lease.onLost(this.lost::add);
		this.other.locky().unlock("article:1");
		Awaitility.await().until(() -> this.lost.contains(lease));
		assertThat(this.lost).containsExactly(lease);
	}

	@Test
	void throwingCallbackDoesNotSilenceTheOthers() {
		Lease lease = this.locky.acquire(request());
		lease.onLost((one) -> {
			throw new IllegalStateException("thrown on purpose");
		});
		lease.onLost(this.lost::add);
		this.other.locky().unlock("article:1");
		Awaitility.await().until(() -> this.lost.contains(lease));
		awaitLost(lease);
	}

	@Test
	void callbackThatThrowsWhatIsNotDeclaredDoesNotSilenceTheOthers() {
		Lease lease = this.locky.acquire(request());
		lease.onLost((one) -> throwAny(new IOException("thrown on purpose")));
		lease.onLost(this.lost::add);
		this.other.locky().unlock("article:1");
		awaitLost(lease);
	}

	// As code in other languages than Java does
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void throwAny(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void keptAliveLeaseOutlivesItsTimeToLive() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofMillis(600)).keepAlive());
		Awaitility.await()
			.during(Duration.ofMillis(2400))
			.atMost(Duration.ofSeconds(10))
			.until(() -> lease.isValid() && lease.remaining().toMillis() > 0);
		assertThat(token("article:1")).isEqualTo(lease.fencingToken());
		assertThat(this.instance.heard()).containsExactly("locked article:1 by ada");
	}

	@Test
	void leaseIsRefreshedForLongerAndNeverShortened() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofMinutes(1)));
		assertThat(lease.refresh(TEN_MINUTES)).isTrue();
		assertThat(this.store.remaining("article:1")).isGreaterThan(NINE_MINUTES);
		assertThat(lease.remaining()).isGreaterThan(NINE_MINUTES);
		assertThat(lease.refresh(Duration.ofMillis(1))).isTrue();
		assertThat(lease.remaining()).isGreaterThan(NINE_MINUTES);
		assertThatIllegalArgumentException().isThrownBy(() -> lease.refresh(Duration.ZERO))
			.withMessageContaining("ttl");
		lease.release();
		assertThat(lease.refresh(TEN_MINUTES)).isFalse();
	}

	@Test
	void leaseIsKeptAliveForAShortTimeUnlessToldOtherwise() {
		Lease lease = this.locky.acquire(request());
		assertThat(lease.remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
		assertThat(this.locky.acquireAsync(request("article:2")).join().remaining()).isNotNull();
		assertThat(this.locky.tryAcquire(request("article:3")).orElseThrow().remaining()).isNotNull();
		this.locky.executeWithoutResult(request("article:4"), (current) -> assertThat(current.remaining()).isNotNull());
		assertThat(this.locky.acquire(request("article:5").ttl(TEN_MINUTES)).remaining()).isGreaterThan(NINE_MINUTES);
	}

	@Test
	void refreshDoesNotLetALockExpireThatHasNoTimeToLive() {
		Lease lease = this.locky.acquire(request().noTtl());
		assertThat(lease.refresh(Duration.ofMillis(1))).isTrue();
		assertThat(lease.remaining()).isNull();
	}

	@Test
	void leaseIsKeptAliveFromThenOn() {
		Lease lease = this.locky.acquire(request().ttl(TEN_MINUTES));
		this.store.setRemaining("article:1", Duration.ofMinutes(1));
		lease.keepAlive();
		Awaitility.await().until(() -> this.store.remaining("article:1").compareTo(NINE_MINUTES) > 0);
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void resumedLeaseIsKeptAliveWithTheTimeToLiveOfTheLock() {
		this.locky.lock(request().ttl(Duration.ofMillis(900)));
		Lease lease = this.other.locky().resume("article:1", "ada").orElseThrow();
		lease.keepAlive();
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.atMost(Duration.ofSeconds(10))
			.until(() -> lease.isValid() && lease.remaining().toMillis() > 0);
		assertThat(token("article:1")).isEqualTo(lease.fencingToken());
	}

	@Test
	void leaseThatDoesNotExpireIsKeptAliveAsItIs() {
		this.locky.lock(request());
		Lease lease = this.other.locky().resume("article:1", "ada").orElseThrow();
		lease.keepAlive();
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.remaining()).isNull();
	}

	@Test
	void leaseThatIsLetRunOutIsNotReleased() {
		Lease lease = this.locky.acquire(request().ttl(TEN_MINUTES));
		lease.onLost(this.lost::add);
		lease.letRunOut();
		assertThat(lease.isValid()).isFalse();
		lease.close();
		this.instance.close();
		assertThat(this.other.locky().getLocker("article:1")).isEqualTo("ada");
		assertThat(this.lost).isEmpty();
	}

	@Test
	void leaseThatIsLetRunOutIsNotRenewed() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofMillis(600)).keepAlive());
		Lease resumed = this.locky.resume("article:1", "ada").orElseThrow();
		resumed.keepAlive();
		resumed.letRunOut();
		assertThat(lease.isValid()).isFalse();
		Awaitility.await().until(() -> this.locky.getLocker("article:1") == null);
		awaitHeard("locked article:1 by ada", "expired article:1 by ada");
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
	}

	@Test
	void keptAliveLeaseWithoutTimeToLiveHasOneAllTheSame() {
		this.locky.acquire(request().keepAlive());
		assertThat(this.store.remaining("article:1")).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
	}

	@Test
	void leaseIsNotKeptAliveForLongerThanItSaid() {
		long start = System.nanoTime();
		Lease lease = this.locky
			.acquire(request().ttl(Duration.ofMillis(600)).keepAliveAtMost(Duration.ofMillis(2000)));
		awaitLost(lease);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1800),
				Duration.ofSeconds(6));
		Awaitility.await().until(() -> this.locky.getLocker("article:1") == null);
		awaitHeardInOther("locked article:1 by ada", "expired article:1 by ada");
	}

	@Test
	void leaseThatIsProlongedByCallsIsNotKeptAliveForLongerThanThat() {
		LockRequest request = request().reentrant();
		Lease lease = this.locky.acquire(request.ttl(Duration.ofMillis(900)).keepAliveAtMost(Duration.ofMillis(1500)));
		assertThat(lease.refresh(Duration.ofSeconds(2))).isTrue();
		long prolonged = System.nanoTime();
		assertThat(this.locky.lock(request.ttl(Duration.ofSeconds(4)))).isTrue();
		awaitLost(lease);
		assertThat(Duration.ofNanos(System.nanoTime() - prolonged)).isGreaterThan(Duration.ofMillis(3900));
		Awaitility.await().until(() -> this.locky.getLocker("article:1") == null);
		awaitHeardInOther("locked article:1 by ada", "expired article:1 by ada");
	}

	@Test
	void timeToLiveIsNoLongerThanTheLeaseMayLast() {
		Lease lease = this.locky.acquire(request().ttl(Duration.ofHours(1)).keepAliveAtMost(TEN_MINUTES));
		assertThat(lease.remaining()).isBetween(NINE_MINUTES, TEN_MINUTES);
		assertThat(this.store.remaining("article:1")).isBetween(NINE_MINUTES, TEN_MINUTES);
	}

	@Test
	void renewalOfAReleasedLeaseDoesNotStretchALaterLock() {
		LockRequest request = request().ttl(Duration.ofMillis(600));
		Lease lease = this.locky.acquire(request.keepAlive());
		lease.release();
		this.locky.lock(request);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.locky.getLocker("article:1") == null);
	}

	@Test
	void innerLeaseLeavesTheOuterOneAlone() {
		Lease outer = this.locky.acquire(request().ttl(TEN_MINUTES));
		try (Lease inner = this.other.locky().acquire(request().reentrant().ttl(Duration.ofMillis(300)).keepAlive())) {
			assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken());
			assertThat(inner.remaining()).isGreaterThan(NINE_MINUTES);
			assertThat(this.store.remaining("article:1")).isGreaterThan(NINE_MINUTES);
			assertThat(inner.release()).isTrue();
		}
		assertThat(outer.isValid()).isTrue();
		assertThat(this.store.remaining("article:1")).isGreaterThan(NINE_MINUTES);
		assertThat(outer.release()).isTrue();
		awaitHeard("locked article:1 by ada", "unlocked article:1 by ada");
	}

	@Test
	void leaseLastsLongerWhenItsLockerComesBack() {
		Lease one = this.locky.acquire(request().ttl(Duration.ofMinutes(1)));
		Lease several = this.locky
			.acquire(LockRequest.ofAll(List.of("article:1", "b")).locker("ada").reentrant().ttl(Duration.ofMinutes(2)));
		assertThat(this.locky.lock(request().reentrant().ttl(TEN_MINUTES))).isTrue();
		assertThat(one.remaining()).isGreaterThan(NINE_MINUTES);
		assertThat(several.remaining()).isLessThanOrEqualTo(Duration.ofMinutes(2));
		assertThat(this.locky.lock(LockRequest.of("b", "ada").reentrant().ttl(TEN_MINUTES))).isTrue();
		Awaitility.await().until(() -> several.remaining().compareTo(NINE_MINUTES) > 0);
	}

	@Test
	void innerLeaseMayTakeMoreThanTheOuterOne() {
		Lease outer = this.locky.acquire(LockRequest.of("a", "ada"));
		Lease inner = this.locky.acquire(LockRequest.ofAll(List.of("a", "b")).locker("ada").reentrant());
		assertThat(inner.release()).isTrue();
		assertThat(this.locky.getLocker("a")).isEqualTo("ada");
		assertThat(this.locky.getLocker("b")).isNull();
		assertThat(outer.release()).isTrue();
	}

	@Test
	void innerLeaseIsLostWithTheOuterOne() {
		Lease outer = this.locky.acquire(request());
		Lease inner = this.locky.acquire(request().reentrant());
		outer.release();
		awaitLost(inner);
		assertThat(inner.release()).isFalse();
	}

	@Test
	void ownershipIsPickedUpInAnotherInstance() {
		this.locky.lock(request().ttl(TEN_MINUTES));
		this.store.setRemaining("article:1", Duration.ofMinutes(1));
		LockyOperations elsewhere = this.other.locky();
		assertThat(elsewhere.resume("article:1", "grace")).isEmpty();
		assertThat(elsewhere.resume("article:2", "ada")).isEmpty();
		Lease lease = elsewhere.resume("article:1", "ada").orElseThrow();
		assertThat(lease.fencingToken()).isEqualTo(token("article:1"));
		assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofMinutes(1));
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.remaining()).isGreaterThan(NINE_MINUTES);
		assertThat(lease.release()).isTrue();
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void ownershipIsPickedUpByItsTokenOnly() {
		this.locky.lock(request());
		long token = token("article:1");
		assertThat(this.other.locky().resume("article:1", "ada", token)).isPresent();
		assertThat(this.other.locky().resume("article:1", "ada", token + 1)).isEmpty();
		assertThat(this.other.locky().resume("article:1", "grace", token)).isEmpty();
		this.locky.lock(request().force());
		assertThat(this.other.locky().resume("article:1", "ada", token)).isEmpty();
	}

	@Test
	void pickedUpOwnershipSurvivesTheInstance() {
		this.locky.lock(request());
		Lease lease = this.other.locky().resume("article:1", "ada").orElseThrow();
		this.other.close();
		assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
		assertThat(lease.locker()).isEqualTo("ada");
	}

	@Test
	void leaseReleasedThroughAnotherOfTheSameOwnershipIsNotLost() {
		Lease taken = this.locky.acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(1)));
		Lease resumed = this.locky.resume("article:1", "ada").orElseThrow();
		assertThat(resumed.release()).isTrue();
		assertThat(taken.isValid()).isFalse();
		this.locky.acquire(LockRequest.of("article:2", "ada"));
		this.locky.unlock("article:2");
		Awaitility.await().untilAsserted(() -> assertThat(this.instance.heard()).contains("lost article:2 by ada"));
		assertThat(this.instance.heard()).doesNotContain("lost article:1 by ada");
	}

	@Test
	void pickedUpOwnershipIsLostWhenTakenOver() {
		this.locky.lock(request());
		Lease lease = this.locky.resume("article:1", "ada").orElseThrow();
		this.other.locky().lock(LockRequest.of("article:1", "grace").force());
		awaitLost(lease);
		assertThat(lease.release()).isFalse();
	}

	@Test
	void executeReturnsTheResultAndReleases() {
		String result = this.locky.execute(request(), (lease) -> {
			assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
			return "done by " + lease.locker();
		});
		assertThat(result).isEqualTo("done by ada");
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void executeReleasesWhenTheActionThrows() {
		assertThatExceptionOfType(java.io.IOException.class).isThrownBy(() -> this.locky.execute(request(), (lease) -> {
			throw new java.io.IOException("disk full");
		})).withNoCause().satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void executeNeverRunsWithoutTheLock() {
		this.locky.lock("article:1", "grace");
		List<String> run = new ArrayList<>();
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.locky.executeWithoutResult(request(), (lease) -> run.add("run")));
		assertThat(run).isEmpty();
	}

	@Test
	void executeReportsALossAndKeepsTheResult() {
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> this.locky.execute(request(), (lease) -> {
			this.other.locky().lock(LockRequest.of("article:1", "grace").force());
			return "done";
		})).satisfies((ex) -> {
			assertThat(ex.getResult()).isEqualTo("done");
			assertThat(ex.getResources()).containsExactly("article:1");
		});
		assertThat(this.locky.getLocker("article:1")).isEqualTo("grace");
	}

	@Test
	void lossDoesNotHideTheExceptionOfTheAction() {
		assertThatIllegalStateException().isThrownBy(() -> this.locky.executeWithoutResult(request(), (lease) -> {
			this.other.locky().unlock("article:1");
			throw new IllegalStateException("failed");
		})).withMessage("failed");
	}

	@Test
	void actionMayReleaseTheLeaseItself() {
		assertThat(this.locky.<Boolean, RuntimeException>execute(request(), Lease::release)).isTrue();
		assertThat(this.locky.getLocker("article:1")).isNull();
	}

	@Test
	void releaseFreesWhatIsLeftOfAPartlyLostLease() {
		Lease lease = this.locky.acquire(LockRequest.ofAll(List.of("a", "b", "c")).locker("ada"));
		this.other.locky().lock(LockRequest.of("b", "grace").force());
		awaitLost(lease);
		assertThat(lease.release()).isFalse();
		assertThat(this.locky.getLocker("a")).isNull();
		assertThat(this.locky.getLocker("b")).isEqualTo("grace");
		assertThat(this.locky.getLocker("c")).isNull();
	}

	@Test
	void shutdownReleasesWhatIsStillHeld() {
		this.locky.acquire(request());
		this.locky.acquire(LockRequest.ofAll(List.of("a", "b")).keepAlive());
		this.locky.lock("kept", "ada");
		this.instance.close();
		assertThat(this.other.locky().findAll().map(HeldLock::resource)).containsExactly("kept");
		awaitHeardInOther("locked article:1 by ada", "unlocked article:1 by ada");
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
	}

	@Test
	void releasedLeasesAreForgotten() {
		for (int i = 0; i < 10; i++) {
			this.locky.execute(request().keepAlive(), Lease::locker);
			this.locky.acquire(request()).release();
		}
		assertThat(this.instance.leases().getCount()).isZero();
	}

	LockyInstance instance() {
		return this.instance;
	}

	LockyInstance other() {
		return this.other;
	}

	private LockyInstance deaf() {
		return this.store.start(LockyInstance.Options.DEFAULT.withoutEvents().withoutMessages());
	}

	static LockRequest request() {
		return request("article:1");
	}

	private static LockRequest request(String resource) {
		return LockRequest.of(resource, "ada");
	}

	private long token(String resource) {
		return this.locky.find(resource).orElseThrow().fencingToken();
	}

	void awaitLost(Lease lease) {
		Awaitility.await().until(() -> !lease.isValid());
		String words = "lost " + String.join(",", lease.resources()) + " by " + lease.locker();
		Awaitility.await().until(() -> this.instance.heard().contains(words));
	}

	private void awaitHeard(String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(this.instance.heard("article:1")).containsExactly(events));
	}

	private void awaitHeardInOther(String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(this.other.heard("article:1")).containsExactly(events));
	}

}
