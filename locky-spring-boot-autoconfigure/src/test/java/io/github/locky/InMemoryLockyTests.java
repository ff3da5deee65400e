package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.locky.event.LeaseLostEvent;
import io.github.locky.event.LockyEvent;
import io.github.locky.event.ReleaseRequestedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceExpiresSoonEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MovableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InMemoryLocky}.
 */
@Timeout(60)
class InMemoryLockyTests {

	private static final Duration YEAR = Duration.ofDays(365);

	private final MovableClock clock = new MovableClock();

	private final MemoryDatabase database = new MemoryDatabase(this.clock);

	private final List<LockyEvent> events = new CopyOnWriteArrayList<>();

	@Test
	void locksAndTells() {
		try (InMemoryLocky locky = InMemoryLocky.builder().listener(this.events::add).create()) {
			assertThat(locky.lock("article:12", "ada")).isTrue();
			assertThat(locky.lock("article:12", "grace")).isFalse();
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.events).singleElement()
					.isInstanceOf(ResourceLockedEvent.class)
					.satisfies((event) -> assertThat(event.getSource()).isSameAs(locky)));
		}
	}

	@Test
	void tellsEventsOfAnyType() {
		List<Object> told = new CopyOnWriteArrayList<>();
		try (InMemoryLocky locky = onDatabase().expiryWarning(Duration.ofMinutes(5))
			.listener(this.events::add)
			.listener(ReleaseRequestedEvent.class, told::add)
			.listener(ResourceExpiresSoonEvent.class, told::add)
			.listener(LeaseLostEvent.class, told::add)
			.create()) {
			locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
			locky.requestRelease("article:12", "grace", "please");
			Awaitility.await()
				.untilAsserted(() -> assertThat(told).singleElement()
					.isInstanceOfSatisfying(ReleaseRequestedEvent.class,
							(event) -> assertThat(event.getMessage()).isEqualTo("please")));
			this.clock.advance(Duration.ofMinutes(6));
			Awaitility.await()
				.untilAsserted(() -> assertThat(told).element(1)
					.isInstanceOfSatisfying(ResourceExpiresSoonEvent.class,
							(event) -> assertThat(event.getRemaining()).isLessThanOrEqualTo(Duration.ofMinutes(4))));
			Lease lease = locky.acquire(LockRequest.of("article:13"));
			locky.unlock("article:13");
			Awaitility.await()
				.untilAsserted(() -> assertThat(told).element(2)
					.isInstanceOfSatisfying(LeaseLostEvent.class,
							(event) -> assertThat(event.getLocker()).isEqualTo(lease.locker())));
			Awaitility.await().until(() -> this.events.size() == 3);
		}
	}

	@Test
	void eachHasLocksOfItsOwn() {
		try (InMemoryLocky one = InMemoryLocky.create(); InMemoryLocky other = InMemoryLocky.create()) {
			assertThat(one.lock("article:12", "ada")).isTrue();
			assertThat(other.lock("article:12", "grace")).isTrue();
		}
	}

	@Test
	void thoseWithOneDatabaseExcludeAndHearEachOther() {
		try (InMemoryLocky one = start(); InMemoryLocky other = onDatabase().listener(this.events::add).create()) {
			assertThat(one.lock("article:12", "ada")).isTrue();
			assertThat(other.lock("article:12", "grace")).isFalse();
			Awaitility.await().until(() -> this.events.size() == 1);
		}
	}

	@Test
	void callForWhichNoThreadWaitsGivesUpWhenItsTimeIsOver() {
		try (InMemoryLocky locky = start()) {
			locky.lock("article:12", "ada");
			CompletableFuture<Lease> waiting = locky
				.acquireAsync(LockRequest.of("article:12", "grace").waitAtMost(YEAR));
			this.clock.advance(YEAR);
			assertThat(waiting).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(LockNotAcquiredException.class);
		}
	}

	@Test
	void defaultTimeToLiveIsUsed() {
		try (InMemoryLocky locky = onDatabase().ttl(Duration.ofMinutes(10)).create()) {
			locky.lock("article:12", "ada");
			this.clock.advance(Duration.ofMinutes(11));
			assertThat(locky.lock("article:12", "grace")).isTrue();
		}
	}

	@Test
	void leaseLastsLongerWhenItsLockIsRefreshedElsewhere() {
		try (InMemoryLocky locky = start()) {
			Lease lease = locky.acquire(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
			this.clock.advance(Duration.ofMinutes(5));
			assertThat(locky.resume("article:12", "ada").orElseThrow().refresh()).isTrue();
			assertThat(lease.remaining()).isGreaterThan(Duration.ofMinutes(9));
			this.clock.advance(Duration.ofMinutes(5));
			assertThat(locky.refresh("article:12", "ada")).isTrue();
			Awaitility.await().until(() -> lease.remaining().compareTo(Duration.ofMinutes(9)) > 0);
		}
	}

	@Test
	void refreshDoesNotLetALeaseLastLongerThanItMay() {
		try (InMemoryLocky locky = start()) {
			Lease lease = locky.acquire(
					LockRequest.of("article:12").ttl(Duration.ofMinutes(10)).keepAliveAtMost(Duration.ofMinutes(15)));
			this.clock.advance(Duration.ofMinutes(9));
			assertThat(lease.refresh()).isTrue();
			assertThat(locky.find("article:12").orElseThrow().remaining()).isBetween(Duration.ofMinutes(5),
					Duration.ofMinutes(6));
			this.clock.advance(Duration.ofMinutes(7));
			assertThat(lease.isValid()).isFalse();
			assertThat(lease.refresh()).isFalse();
		}
	}

	@Test
	void callsProlongALeaseBeyondWhatItIsKeptAliveForButRenewalDoesNot() {
		try (InMemoryLocky locky = start()) {
			LockRequest request = LockRequest.of("article:12", "ada").reentrant();
			Lease lease = locky.acquire(request.ttl(Duration.ofMinutes(10)).keepAliveAtMost(Duration.ofMinutes(15)));
			assertThat(lease.refresh(Duration.ofMinutes(30))).isTrue();
			locky.lock(request.ttl(Duration.ofHours(1)));
			for (int i = 0; i < 5; i++) {
				Duration left = Duration.ofMinutes(60 - 10L * i);
				assertThat(lease.remaining()).isBetween(left.minusMinutes(1), left);
				assertThat(lease.refresh()).isTrue();
				assertThat(lease.remaining()).isBetween(left.minusMinutes(1), left);
				this.clock.advance(Duration.ofMinutes(10));
			}
			this.clock.advance(Duration.ofMinutes(10).plusMillis(1));
			assertThat(lease.isValid()).isFalse();
			assertThat(locky.getLocker("article:12")).isNull();
		}
	}

	@Test
	void expiryIsHeardAtOnceWhenTheClockIsMoved() {
		try (InMemoryLocky locky = onDatabase().listener(this.events::add).create()) {
			for (Duration ttl : List.of(Duration.ofSeconds(1), Duration.ofMinutes(10), YEAR.multipliedBy(90))) {
				this.events.clear();
				locky.lock(LockRequest.of("article:12", "ada").ttl(ttl));
				this.clock.advance(ttl.plusMillis(1));
				assertThat(locky.getLocker("article:12")).isNull();
				Awaitility.await()
					.atMost(Duration.ofMillis(900))
					.until(() -> this.events.stream().anyMatch(ResourceExpiredEvent.class::isInstance));
			}
		}
	}

	@Test
	void leaseIsRenewedWhenTheClockIsMoved() {
		try (InMemoryLocky locky = start()) {
			Lease lease = locky.acquire(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(3)).keepAlive());
			for (int i = 0; i < 10; i++) {
				this.clock.advance(Duration.ofMinutes(2));
				Awaitility.await()
					.atMost(Duration.ofMillis(900))
					.until(() -> lease.remaining().compareTo(Duration.ofMinutes(2)) > 0);
			}
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void leaseIsLostWhenTheClockIsMovedTooFar() {
		try (InMemoryLocky locky = start()) {
			CompletableFuture<Lease> lost = new CompletableFuture<>();
			Lease lease = locky.acquire(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(3)));
			lease.onLost(lost::complete);
			this.clock.advance(Duration.ofMinutes(4));
			assertThat(lease.isValid()).isFalse();
			assertThat(lost.orTimeout(900, TimeUnit.MILLISECONDS).join()).isSameAs(lease);
		}
	}

	@Test
	void waiterGivesUpWhenTheClockIsMoved() {
		try (InMemoryLocky locky = start()) {
			locky.lock("article:12", "ada");
			CompletableFuture<Boolean> waiting = CompletableFuture
				.supplyAsync(() -> locky.lock(LockRequest.of("article:12", "grace").waitAtMost(YEAR)));
			Awaitility.await().until(() -> {
				this.clock.advance(YEAR);
				return waiting.isDone();
			});
			assertThat(waiting.join()).isFalse();
		}
	}

	@Test
	void waiterHasTheLockWhenTheClockIsMovedToItsEnd() {
		try (InMemoryLocky locky = start()) {
			locky.lock(LockRequest.of("article:12", "ada").ttl(YEAR));
			CompletableFuture<Boolean> waiting = CompletableFuture
				.supplyAsync(() -> locky.lock(LockRequest.of("article:12", "grace").waitAtMost(YEAR.multipliedBy(50))));
			this.clock.advance(YEAR.plusMillis(1));
			assertThat(waiting.orTimeout(5, TimeUnit.SECONDS).join()).isTrue();
		}
	}

	@Test
	void tokensRiseAlsoWhenTheTimeOfDayStepsBack() {
		try (InMemoryLocky locky = onDatabase().listener(this.events::add).create()) {
			long last = 0;
			for (int i = 0; i < 10; i++) {
				locky.lock("article:12", "ada");
				long token = locky.find("article:12").orElseThrow().fencingToken();
				assertThat(token).isGreaterThan(last);
				last = token;
				locky.unlock("article:12");
				this.clock.step(Duration.ofHours(-1));
			}
			Awaitility.await().until(() -> this.events.size() == 20);
		}
	}

	@Test
	void closeWaitsForCallsThatRun() {
		InMemoryLocky locky = start();
		CompletableFuture<Void> work = new CompletableFuture<>();
		CompletableFuture<Void> call = CompletableFuture
			.runAsync(() -> locky.executeWithoutResult(LockRequest.of("article:12", "ada"), (lease) -> {
				work.join();
				assertThat(lease.isValid()).isTrue();
			}));
		Awaitility.await().until(() -> locky.find("article:12").isPresent());
		CompletableFuture<Void> close = CompletableFuture.runAsync(locky::close);
		Awaitility.await().during(Duration.ofMillis(200)).untilAsserted(() -> assertThat(close).isNotDone());
		work.complete(null);
		assertThat(call).succeedsWithin(Duration.ofSeconds(20));
		assertThat(close).succeedsWithin(Duration.ofSeconds(20));
		try (InMemoryLocky other = start()) {
			assertThat(other.lock("article:12", "grace")).isTrue();
		}
	}

	@Test
	void closedOneFailsAndHasReleasedItsLeases() {
		InMemoryLocky locky = start();
		locky.acquire(LockRequest.of("article:12", "ada"));
		locky.close();
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> locky.lock("article:13", "ada"));
		try (InMemoryLocky other = start()) {
			assertThat(other.lock("article:12", "grace")).isTrue();
		}
	}

	private InMemoryLocky start() {
		return onDatabase().create();
	}

	private InMemoryLocky.Builder onDatabase() {
		return InMemoryLocky.builder().database(this.database);
	}

}
