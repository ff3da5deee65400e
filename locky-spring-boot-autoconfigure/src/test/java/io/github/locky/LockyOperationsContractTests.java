package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.locky.event.ReleaseRequestedEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What any {@link LockyOperations} must do.
 */
abstract class LockyOperationsContractTests {

	private final TestStore store;

	private LockyInstance instance;

	private LockyOperations locky;

	LockyOperationsContractTests(TestStore store) {
		this.store = store;
	}

	@BeforeEach
	void start() {
		this.instance = this.store.start();
		this.locky = this.instance.locky();
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void locksAFreeResource() {
		assertThat(this.locky.lock("article:12", "ada")).isTrue();
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
	}

	@Test
	void refusesAnotherLocker() {
		this.locky.lock("article:12", "ada");
		assertThat(this.locky.lock("article:12", "grace")).isFalse();
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
	}

	@Test
	void refusesTheSameLockerUnlessReentrant() {
		assertThat(this.locky.lock("article:12", "ada")).isTrue();
		assertThat(this.locky.lock("article:12", "ada")).isFalse();
		assertThat(this.locky.lock(LockRequest.of("article:12", "ada").reentrant())).isTrue();
	}

	@Test
	void refusedAttemptLeavesTheTimeToLiveAlone() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofSeconds(60)));
		this.locky.lock(LockRequest.of("article:12", "grace").ttl(Duration.ofHours(1)));
		this.locky.lock(LockRequest.of("article:12", "grace").noTtl());
		assertThat(remaining("article:12")).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
	}

	@Test
	void withoutDefaultTtlALockNeverExpires() {
		this.locky.lock("article:12", "ada");
		assertThat(this.locky.find("article:12")).get().extracting(HeldLock::remaining).isNull();
	}

	@Test
	void lockWithTtlRunsOut() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMillis(50)));
		await(() -> assertThat(this.locky.getLocker("article:12")).isNull());
		assertThat(this.locky.lock("article:12", "grace")).isTrue();
	}

	@Test
	void interruptedThreadLocksNothing() {
		Thread.currentThread().interrupt();
		try {
			for (LockRequest request : List.of(LockRequest.of("article:12"),
					LockRequest.of("article:12").waitAtMost(Duration.ofMinutes(1)))) {
				assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> this.locky.lock(request))
					.withMessageContaining("Interrupted");
				assertThatExceptionOfType(CannotAcquireLockException.class)
					.isThrownBy(() -> this.locky.acquire(request));
			}
			assertThat(this.locky.find("article:12")).isEmpty();
			assertThat(this.instance.heard()).isEmpty();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void interruptedThreadAsksRefreshesAndUnlocks() {
		LockRequest request = LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(1));
		this.locky.lock(request);
		this.locky.lock("article:13", "ada");
		Lease released = this.locky.acquire(LockRequest.of("article:14"));
		Lease closed = this.locky.acquire(LockRequest.ofAll(List.of("article:15", "article:16")));
		Thread.currentThread().interrupt();
		try {
			assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
			assertThat(this.locky.find("article:12")).isPresent();
			assertThat(this.locky.findAll()).hasSize(5);
			assertThat(this.locky.refresh("article:12", "ada")).isTrue();
			assertThat(this.locky.refresh("article:14", released.locker(), released.fencingToken())).isTrue();
			assertThat(this.locky.resume("article:12", "ada").orElseThrow().refresh()).isTrue();
			assertThat(released.refresh()).isTrue();
			assertThat(released.release()).isTrue();
			closed.close();
			assertThat(this.locky.unlock("article:12", "ada")).isTrue();
			assertThat(this.locky.unlock("article:13")).isTrue();
			assertThat(this.locky.findAll()).isEmpty();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void workThatLeavesItsThreadInterruptedIsDoneAllTheSame() {
		try {
			assertThat(this.locky.<String, RuntimeException>execute(LockRequest.of("article:12"), (lease) -> {
				Thread.currentThread().interrupt();
				return "done";
			})).isEqualTo("done");
			assertThat(this.locky.find("article:12")).isEmpty();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void forceTakesOver() {
		this.locky.lock("article:12", "ada");
		long token = token("article:12");
		assertThat(this.locky.lock(LockRequest.of("article:12", "grace").force())).isTrue();
		assertThat(this.locky.getLocker("article:12")).isEqualTo("grace");
		assertThat(token("article:12")).isGreaterThan(token);
	}

	@Test
	void forceOverTheSameLockerIsANewOwnership() {
		this.locky.lock("article:12", "ada");
		long token = token("article:12");
		this.locky.lock(LockRequest.of("article:12", "ada").force());
		assertThat(token("article:12")).isGreaterThan(token);
	}

	@Test
	void reentrantKeepsTheTokenAlsoWithForce() {
		this.locky.lock("article:12", "ada");
		long token = token("article:12");
		this.locky.lock(LockRequest.of("article:12", "ada").reentrant().force());
		assertThat(token("article:12")).isEqualTo(token);
	}

	@Test
	void reentrantMayOnlyProlong() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
		this.locky.lock(LockRequest.of("article:12", "ada").reentrant().ttl(Duration.ofSeconds(1)));
		assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(9));
		this.locky.lock(LockRequest.of("article:12", "ada").reentrant().ttl(Duration.ofMinutes(20)));
		assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(19));
		this.locky.lock(LockRequest.of("article:12", "ada").reentrant().noTtl());
		assertThat(this.locky.find("article:12")).get().extracting(HeldLock::remaining).isNull();
		this.locky.lock(LockRequest.of("article:12", "ada").reentrant().ttl(Duration.ofMinutes(20)));
		assertThat(this.locky.find("article:12")).get().extracting(HeldLock::remaining).isNull();
	}

	@Test
	void unlockFreesWhoeverHoldsIt() {
		this.locky.lock("article:12", "ada");
		assertThat(this.locky.unlock("article:12")).isTrue();
		assertThat(this.locky.getLocker("article:12")).isNull();
		assertThat(this.locky.lock("article:12", "grace")).isTrue();
	}

	@Test
	void unlockOfAFreeResourceDoesNothing() {
		assertThat(this.locky.unlock("article:12")).isFalse();
		assertThat(this.locky.unlock("article:12", "ada")).isFalse();
	}

	@Test
	void strangersCanNeitherUnlockNorRefresh() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofSeconds(60)));
		assertThat(this.locky.unlock("article:12", "grace")).isFalse();
		assertThat(this.locky.refresh("article:12", "grace")).isFalse();
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
		assertThat(this.locky.unlock("article:12", "ada")).isTrue();
	}

	@Test
	void refreshRestoresTheTtlTheLockWasTakenWith() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
		this.store.setRemaining("article:12", Duration.ofMinutes(1));
		assertThat(this.locky.refresh("article:12")).isTrue();
		assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(9));
		this.store.setRemaining("article:12", Duration.ofMinutes(1));
		assertThat(this.locky.refresh("article:12", "ada")).isTrue();
		assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(9));
	}

	@Test
	void refreshNeverShortens() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(1)));
		this.store.setRemaining("article:12", Duration.ofMinutes(10));
		assertThat(this.locky.refresh("article:12")).isTrue();
		assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(9));
	}

	@Test
	void refreshWithoutTtlSucceedsAndChangesNothing() {
		this.locky.lock("article:12", "ada");
		assertThat(this.locky.refresh("article:12")).isTrue();
		assertThat(this.locky.find("article:12")).get().extracting(HeldLock::remaining).isNull();
	}

	@Test
	void refreshOfAFreeResourceIsFalse() {
		assertThat(this.locky.refresh("article:12")).isFalse();
	}

	@Test
	void ownershipIsRefreshedAndUnlockedByItsToken() {
		LockRequest request = LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10));
		long token;
		try (LockyInstance other = this.store.start()) {
			token = this.locky.attempt(request).lock().fencingToken();
			this.store.setRemaining("article:12", Duration.ofMinutes(1));
			assertThat(other.locky().refresh("article:12", "ada", token)).isTrue();
			assertThat(remaining("article:12")).isGreaterThan(Duration.ofMinutes(9));
			assertThat(other.locky().unlock("article:12", "ada", token)).isTrue();
		}
		assertThat(this.locky.refresh("article:12", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:12", "ada", token)).isFalse();
		await(() -> assertThat(this.instance.heard()).containsExactly("locked article:12 by ada",
				"unlocked article:12 by ada"));
	}

	@Test
	void ownershipIsNeitherRefreshedNorUnlockedByWhatIsNotItsLockerAndToken() {
		LockRequest request = LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10));
		this.locky.lock(request);
		long stale = token("article:12");
		this.locky.unlock("article:12");
		this.locky.lock(request);
		long token = token("article:12");
		this.store.setRemaining("article:12", Duration.ofMinutes(1));
		for (Map.Entry<String, Long> wrong : List.of(Map.entry("ada", stale), Map.entry("ada", token + 1),
				Map.entry("grace", token), Map.entry("ad", token), Map.entry("adam", token))) {
			assertThat(this.locky.refresh("article:12", wrong.getKey(), wrong.getValue())).as(wrong::toString)
				.isFalse();
			assertThat(this.locky.unlock("article:12", wrong.getKey(), wrong.getValue())).as(wrong::toString).isFalse();
		}
		assertThat(this.locky.refresh("article:13", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:13", "ada", token)).isFalse();
		assertThat(remaining("article:12")).isLessThan(Duration.ofMinutes(2));
		assertThat(token("article:12")).isEqualTo(token);
	}

	@Test
	void ownershipThatHasExpiredIsNeitherRefreshedNorUnlocked() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
		long token = token("article:12");
		this.store.setRemaining("article:12", Duration.ofMillis(1));
		await(() -> assertThat(this.locky.getLocker("article:12")).isNull());
		assertThat(this.locky.refresh("article:12", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:12", "ada", token)).isFalse();
		await(() -> assertThat(this.instance.heard()).hasSize(2).endsWith("expired article:12 by ada"));
	}

	@Test
	void ownershipThatOnlyLastsUntilTheEndOfItsHoldIsUnlockedByItsTokenButNotRefreshed() {
		this.locky.acquire(LockRequest.of("article:12", "ada").holdAtLeast(Duration.ofMinutes(10))).close();
		long token = token("article:12");
		assertThat(this.locky.refresh("article:12", "ada", token)).isFalse();
		assertThat(this.locky.unlock("article:12", "ada", token)).isTrue();
	}

	@Test
	void unlockByTokenEndsTheLeaseOfAnyInstanceAndIsTheTurnOfThoseWhoWait() {
		try (LockyInstance other = this.store.start();
				Lease lease = other.locky().acquire(LockRequest.of("article:12", "ada"))) {
			CompletableFuture<Boolean> grace = CompletableFuture.supplyAsync(
					() -> this.locky.lock(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofMinutes(1))));
			await(() -> assertThat(this.instance.waiting().getWaiters().getCount()).isEqualTo(1));
			assertThat(this.locky.unlock("article:12", "ada", lease.fencingToken())).isTrue();
			assertThat(grace.join()).isTrue();
			await(() -> assertThat(lease.isValid()).isFalse());
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void tokensThatThereAreNotAreNamed(long bad) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.refresh("article:12", "ada", bad))
			.withMessageContaining("'fencingToken'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.unlock("article:12", "ada", bad))
			.withMessageContaining("'fencingToken'");
	}

	@Test
	void severalResourcesAreLockedAllOrNone() {
		this.locky.lock("b", "grace");
		assertThat(this.locky.lock(LockRequest.ofAll(List.of("a", "b", "c")).locker("ada"))).isFalse();
		assertThat(this.locky.getLocker("a")).isNull();
		assertThat(this.locky.getLocker("c")).isNull();
		this.locky.unlock("b");
		assertThat(this.locky.lock(LockRequest.ofAll(List.of("a", "b", "c")).locker("ada"))).isTrue();
		assertThat(Stream.of("a", "b", "c").map(this.locky::getLocker)).containsOnly("ada");
	}

	@Test
	void severalResourcesAreTakenOverAndKeptTogether() {
		this.locky.lock("a", "ada");
		this.locky.lock("b", "grace");
		long token = token("a");
		assertThat(this.locky.lock(LockRequest.ofAll(List.of("a", "b", "c")).locker("ada").reentrant())).isFalse();
		assertThat(this.locky.lock(LockRequest.ofAll(List.of("a", "b", "c")).locker("ada").reentrant().force()))
			.isTrue();
		assertThat(token("a")).isEqualTo(token);
		assertThat(Stream.of("a", "b", "c").map(this.locky::getLocker)).containsOnly("ada");
	}

	@Test
	void attemptTellsTheLockThatWasTaken() {
		LockRequest request = LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10));
		LockAttempt attempt = this.locky.attempt(request);
		assertThat(attempt.granted()).isTrue();
		assertThatIsFound(attempt.lock());
		LockAttempt again = this.locky.attempt(request.reentrant());
		assertThat(again.granted()).isTrue();
		assertThat(again.lock().fencingToken()).isEqualTo(attempt.lock().fencingToken());
		assertThatIsFound(again.lock());
		LockAttempt takeover = this.locky.attempt(LockRequest.of("article:12", "grace").force());
		assertThat(takeover.granted()).isTrue();
		assertThatIsFound(takeover.lock());
	}

	@Test
	void attemptTellsWhoHoldsTheLockInstead() {
		try (LockyInstance other = this.store.start()) {
			other.locky().lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
			LockAttempt attempt = this.locky.attempt(LockRequest.of("article:12", "grace"));
			assertThat(attempt.granted()).isFalse();
			assertThatIsFound(attempt.lock());
			assertThat(this.locky.attempt(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofMillis(1))))
				.satisfies((waited) -> assertThatIsFound(waited.lock()));
		}
	}

	@Test
	void attemptOutlivesItsInstance() {
		try (LockyInstance other = this.store.start()) {
			assertThat(other.locky().attempt(LockRequest.of("article:12", "ada")).granted()).isTrue();
		}
		assertThat(this.locky.getLocker("article:12")).isEqualTo("ada");
	}

	@Test
	void requestToReleaseIsHeardIfTheResourceIsLocked() {
		this.locky.lock("article:12", "ada");
		assertThat(this.locky.requestRelease("article:12", "grace", "please")).isTrue();
		assertThat(this.locky.requestRelease("article:13", "grace", "please")).isFalse();
		await(() -> assertThat(this.instance.events(ReleaseRequestedEvent.class)).singleElement()
			.extracting(ReleaseRequestedEvent::getLocker)
			.isEqualTo("ada"));
	}

	@Test
	void attemptIsForOneResource() {
		LockRequest request = LockRequest.ofAll(List.of("a", "b"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.attempt(request))
			.withMessageContaining("'request'")
			.withMessageContaining("[a, b]");
	}

	private void assertThatIsFound(HeldLock lock) {
		HeldLock found = this.locky.find("article:12").orElseThrow();
		assertThat(lock).usingRecursiveComparison().ignoringFields("remaining").isEqualTo(found);
		if (found.remaining() == null) {
			assertThat(lock.remaining()).isNull();
		}
		else {
			assertThat(lock.remaining()).isBetween(found.remaining(), found.remaining().plusMinutes(1));
		}
	}

	@Test
	void leaseReleasedEarlyStaysLockedUntilTheEndOfItsHold() {
		LockRequest request = LockRequest.of("article:12", "ada").holdAtLeast(Duration.ofMillis(200)).noTtl();
		this.locky.acquire(request).close();
		this.locky.acquire(LockRequest.of("article:13", "ada").holdAtLeast(Duration.ofMinutes(10))).close();
		assertThat(this.locky.tryAcquire(LockRequest.of("article:13", "ada").reentrant())).isEmpty();
		assertThat(this.locky.find("article:13")).get().matches(HeldLock::released);
		assertThat(this.locky.unlock("article:13")).isTrue();
		await(() -> assertThat(this.instance.heard("article:12")).containsExactly("locked article:12 by ada",
				"expired article:12 by ada"));
	}

	@Test
	void findTellsLockerTokenSinceAndRemaining() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(1)));
		HeldLock held = this.locky.find("article:12").orElseThrow();
		long now = this.store.now();
		assertThat(held.resource()).isEqualTo("article:12");
		assertThat(held.locker()).isEqualTo("ada");
		assertThat(held.fencingToken()).isPositive();
		assertThat(held.since().toEpochMilli()).isBetween(now - TimeUnit.MINUTES.toMillis(1), now + 1000);
		assertThat(held.remaining()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
		assertThat(this.locky.find("article:13")).isEqualTo(Optional.empty());
	}

	@Test
	void findAllPagesThroughTheHeldLocks() {
		IntStream.range(0, 700).forEach((i) -> this.locky.lock("article:" + i, "ada"));
		this.locky.unlock("article:0");
		try (Stream<HeldLock> all = this.locky.findAll()) {
			assertThat(all.map(HeldLock::resource).distinct()).hasSize(699).doesNotContain("article:0");
		}
	}

	@Test
	void findByLockerPagesThroughWhatALockerHolds() {
		this.locky.lock(LockRequest.ofAll(resources("image:", 200)).locker("grace"));
		this.locky.lock(LockRequest.ofAll(resources("photo:", 200)).locker("grace"));
		this.locky.lock(LockRequest.ofAll(resources("article:", 40)).locker("ada"));
		this.locky.lock("ada", "adam");
		this.locky.unlock("article:0");
		try (Stream<HeldLock> hers = this.locky.findByLocker("ada")) {
			assertThat(hers.toList()).hasSize(39)
				.allSatisfy((held) -> assertThat(held.locker()).isEqualTo("ada"))
				.extracting(HeldLock::resource)
				.doesNotHaveDuplicates()
				.doesNotContain("article:0");
		}
		try (Stream<HeldLock> nobodys = this.locky.findByLocker("alan")) {
			assertThat(nobodys).isEmpty();
		}
	}

	@Test
	void unlockAllUnlocksWhatALockerHoldsAndAnnouncesEach() {
		this.locky.lock(LockRequest.ofAll(resources("image:", 200)).locker("grace"));
		this.locky.lock(LockRequest.ofAll(resources("photo:", 200)).locker("grace"));
		List<String> hers = resources("article:", 40);
		this.locky.lock(LockRequest.ofAll(hers).locker("ada"));
		this.instance.forgetEvents();
		assertThat(this.locky.unlockAll("ada")).isEqualTo(40);
		assertThat(this.locky.unlockAll("ada")).isZero();
		assertThat(this.locky.getLocker("image:1")).isEqualTo("grace");
		await(() -> assertThat(this.instance.heard()).filteredOn((event) -> event.startsWith("unlocked"))
			.containsExactlyInAnyOrderElementsOf(
					hers.stream().map((resource) -> "unlocked " + resource + " by ada").toList()));
	}

	@Test
	void unlockAllEndsLeasesOfAnyInstance() {
		try (LockyInstance other = this.store.start();
				Lease lease = other.locky().acquire(LockRequest.of("a", "ada"))) {
			assertThat(this.locky.unlockAll("ada")).isEqualTo(1);
			await(() -> assertThat(lease.isValid()).isFalse());
			assertThat(lease.release()).isFalse();
		}
	}

	@Test
	void unlockAllIsTheTurnOfThoseWhoWait() {
		this.locky.lock("article:12", "ada");
		CompletableFuture<Boolean> grace = CompletableFuture.supplyAsync(
				() -> this.locky.lock(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofMinutes(1))));
		await(() -> assertThat(this.instance.waiting().getWaiters().getCount()).isEqualTo(1));
		this.locky.unlockAll("ada");
		assertThat(grace.join()).isTrue();
	}

	private static List<String> resources(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((i) -> prefix + i).toList();
	}

	@Test
	void tokensRiseWithEveryOwnership() {
		long last = 0;
		for (int i = 0; i < 100; i++) {
			this.locky.lock("article:12", "ada");
			long token = token("article:12");
			assertThat(token).isGreaterThan(last);
			last = token;
			this.locky.unlock("article:12");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "a}b{c}", "line\nbreak", "nul\0nul", "\ud83d\ude00 emoji", " leading and trailing ",
			"locky:lock:resource:journal", "%s", "日本語", "*", "\r\n$3\r\n" })
	void anyTextIsAResourceAndALocker(String text) {
		assertThat(this.locky.lock(text, text)).isTrue();
		assertThat(this.locky.find(text)).get().extracting(HeldLock::resource, HeldLock::locker).containsOnly(text);
		try (Stream<HeldLock> all = this.locky.findAll()) {
			assertThat(all.map(HeldLock::resource)).containsExactly(text);
		}
		assertThat(this.locky.unlock(text, text)).isTrue();
		assertThat(this.locky.lock(LockRequest.of(text, text).ttl(Duration.ofMillis(50)))).isTrue();
		String words = text + " by " + text;
		await(() -> assertThat(this.instance.heard()).containsExactly("locked " + words, "unlocked " + words,
				"locked " + words, "expired " + words));
	}

	@Test
	void numbersUuidsAndEnumsAreIdentifiersToo() {
		UUID uuid = UUID.randomUUID();
		assertThat(this.locky.lock(12, 20L)).isTrue();
		assertThat(this.locky.getLocker("12")).isEqualTo("20");
		assertThat(this.locky.lock(uuid, TimeUnit.DAYS)).isTrue();
		assertThat(this.locky.getLocker(uuid.toString())).isEqualTo("DAYS");
		assertThat(this.locky.lock(new StringBuilder("built"), "ada")).isTrue();
		assertThat(this.locky.getLocker("built")).isEqualTo("ada");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t\n", "\ud83d", "a\ude00b" })
	void blankAndIllFormedArgumentsAreNamed(String bad) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.lock(bad, "ada"))
			.withMessageContaining("'resource'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.lock("article:12", bad))
			.withMessageContaining("'locker'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.unlock("article:12", bad))
			.withMessageContaining("'locker'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.refresh(bad))
			.withMessageContaining("'resource'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.getLocker(bad))
			.withMessageContaining("'resource'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.find(bad)).withMessageContaining("'resource'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.findByLocker(bad))
			.withMessageContaining("'locker'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.unlockAll(bad))
			.withMessageContaining("'locker'");
	}

	@Test
	void namesHaveUpToFourKibibytes() {
		String longest = "é".repeat(2048);
		assertThat(this.locky.lock(longest, longest)).isTrue();
		assertThat(this.locky.getLocker(longest)).isEqualTo(longest);
		await(() -> assertThat(this.instance.heard()).containsExactly("locked " + longest + " by " + longest));
		for (String tooLong : List.of(longest + "e", "e".repeat(4097))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.locky.lock(tooLong, "ada"))
				.withMessage("'resource' must not be longer than 4096 bytes in UTF-8, but is 4097 bytes long");
			assertThatIllegalArgumentException().isThrownBy(() -> this.locky.lock("article:12", tooLong))
				.withMessageStartingWith("'locker' must not be longer than 4096 bytes");
		}
	}

	@Test
	void noNameBeginsALineInAMessage() {
		this.locky.lock("a\nb", "c\u2028\u0007d");
		assertThatExceptionOfType(LockNotAcquiredException.class)
			.isThrownBy(() -> this.locky.acquire(LockRequest.of("a\nb", "ada")))
			.withMessage("'a\\nb' is locked by 'c\\u2028\\u0007d'")
			.satisfies((ex) -> assertThat(ex.getHolder()).isEqualTo("c\u2028\u0007d"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.locky.attempt(LockRequest.ofAll(List.of("a\nb", "c"))))
			.withMessageContaining("'request'")
			.withMessageContaining("a\\nb");
		try (Lease lease = this.locky.acquire(LockRequest.of("e\nf", "ada"))) {
			assertThatIllegalArgumentException().isThrownBy(() -> lease.fencingToken("g\nh"))
				.withMessageContaining("e\\nf")
				.withMessageContaining("'g\\nh'");
		}
	}

	@Test
	void otherTypesAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.locky.lock(new Object(), "ada"))
			.withMessageContaining("'resource'")
			.withMessageContaining("java.lang.Object");
	}

	@Test
	void impossibleTtlsAreRefused() {
		LockRequest request = LockRequest.of("article:12", "ada");
		Stream.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(1), LockRequest.MAX_TTL.plusMillis(1))
			.forEach((ttl) -> assertThatIllegalArgumentException().isThrownBy(() -> request.ttl(ttl))
				.withMessageContaining("'ttl'"));
		assertThat(this.locky.lock(request.ttl(LockRequest.MAX_TTL))).isTrue();
		assertThat(remaining("article:12")).isGreaterThan(LockRequest.MAX_TTL.minusMinutes(1));
	}

	private Duration remaining(String resource) {
		return this.locky.find(resource).orElseThrow().remaining();
	}

	private long token(String resource) {
		return this.locky.find(resource).orElseThrow().fencingToken();
	}

	private static void await(org.awaitility.core.ThrowingRunnable assertion) {
		Awaitility.await().untilAsserted(assertion);
	}

}
