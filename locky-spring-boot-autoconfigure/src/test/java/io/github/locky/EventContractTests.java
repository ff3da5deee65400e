package io.github.locky;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ReleaseRequestedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceExpiresSoonEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.store.FencingToken;
import io.github.locky.store.JournalEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What instances of an application hear of each other's locks.
 */
abstract class EventContractTests {

	private final TestStore store;

	private final List<LockyInstance> instances = new ArrayList<>();

	EventContractTests(TestStore store) {
		this.store = store;
	}

	@AfterEach
	void stop() {
		this.instances.forEach(LockyInstance::close);
	}

	@Test
	void everyInstanceHearsEverythingOnceAndInOrder() {
		LockyInstance a = start();
		LockyInstance b = start();
		LockyInstance c = start();
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			LockyInstance locking = this.instances.get(i % 3);
			locking.locky().lock("article:1", "ada");
			locking.locky().lock(LockRequest.of("article:1", "grace").force());
			this.instances.get((i + 1) % 3).locky().unlock("article:1");
			expected
				.addAll(List.of("locked article:1 by ada", "locked article:1 by grace", "unlocked article:1 by grace"));
		}
		a.locky().lock("end", "ada");
		expected.add("locked end by ada");
		List.of(a, b, c).forEach((instance) -> awaitHeard(instance, expected));
		assertThat(tokens(b)).isEqualTo(tokens(a));
		assertThat(tokens(c)).isEqualTo(tokens(a));
	}

	@Test
	void forcedEventNamesThePreviousLocker() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		instance.locky().lock(LockRequest.of("article:1", "grace").force().ttl(Duration.ofMinutes(10)));
		awaitHeard(instance, "locked article:1 by ada", "locked article:1 by grace");
		List<ResourceLockedEvent> events = instance.events(ResourceLockedEvent.class);
		assertThat(events).extracting(ResourceLockedEvent::isForced).containsExactly(false, true);
		assertThat(events).extracting(ResourceLockedEvent::getPreviousLocker).containsExactly(null, "ada");
		assertThat(events).extracting(ResourceLockedEvent::getTtl).containsExactly(null, Duration.ofMinutes(10));
	}

	@Test
	void requestToReleaseIsHeardByEveryInstanceAndChangesNothing() {
		LockyInstance a = start();
		LockyInstance b = start();
		a.locky().lock("article 1", "ada");
		HeldLock held = a.locky().find("article 1").orElseThrow();
		assertThat(b.locky().requestRelease("article 1", "grace", "May I? \ud83d\ude00")).isTrue();
		assertThat(b.locky().requestRelease("article 1", 7, "")).isTrue();
		for (LockyInstance instance : List.of(a, b)) {
			Awaitility.await().until(() -> instance.events(ReleaseRequestedEvent.class).size() == 2);
			assertThat(instance.events(ReleaseRequestedEvent.class))
				.extracting(ReleaseRequestedEvent::getResource, ReleaseRequestedEvent::getLocker,
						ReleaseRequestedEvent::getRequester, ReleaseRequestedEvent::getMessage)
				.containsExactly(tuple("article 1", "ada", "grace", "May I? \ud83d\ude00"),
						tuple("article 1", "ada", "7", ""));
			assertThat(instance.heard("article 1")).containsExactly("locked article 1 by ada");
		}
		assertThat(b.locky().find("article 1")).hasValue(held);
		assertThat(this.store.journal()).hasSize(1);
	}

	@Test
	void nobodyIsAskedToReleaseAFreeResource() {
		LockyInstance instance = start();
		assertThat(instance.locky().requestRelease("article:1", "grace", "please")).isFalse();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> instance.locky().requestRelease("article:1", "grace", "x".repeat(1001)))
			.withMessageContaining("'message'");
		assertThatIllegalArgumentException().isThrownBy(() -> instance.locky().requestRelease("article:1", " ", "x"))
			.withMessageContaining("'locker'");
		instance.locky().lock("end", "ada");
		awaitHeard(instance, "locked end by ada");
		assertThat(instance.events(ReleaseRequestedEvent.class)).isEmpty();
	}

	@Test
	void everyInstanceThatWantsToHearsOnceWhatExpiresSoon() {
		LockyInstance.Options options = LockyInstance.Options.DEFAULT.expiryWarning(Duration.ofMinutes(1));
		LockyInstance without = start();
		without.locky().lock(LockRequest.of("near", "ada").ttl(Duration.ofSeconds(40)));
		without.locky().lock(LockRequest.of("far", "ada").ttl(Duration.ofMinutes(10)));
		without.locky().lock("endless", "ada");
		without.locky().acquire(LockRequest.of("held", "ada").holdAtLeast(Duration.ofSeconds(30))).close();
		List<LockyInstance> warned = List.of(keep(this.store.start(options)), keep(this.store.start(options)));
		warned.forEach((instance) -> Awaitility.await().until(() -> !warnings(instance).isEmpty()));
		without.locky().lock(LockRequest.of("later", "ada").ttl(Duration.ofSeconds(50)));
		without.locky().lock(LockRequest.of("near", "grace").ttl(Duration.ofSeconds(45)).force());
		warned.forEach((instance) -> Awaitility.await()
			.untilAsserted(() -> assertThat(warnings(instance)).containsExactlyInAnyOrder("near by ada",
					"near by grace", "later by ada")));
		ResourceExpiresSoonEvent event = warned.get(0).events(ResourceExpiresSoonEvent.class).get(0);
		assertThat(event.getRemaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(40));
		assertThat(event.getFencingToken()).isPositive();
		assertThat(warnings(without)).isEmpty();
	}

	private static List<String> warnings(LockyInstance instance) {
		return instance.events(ResourceExpiresSoonEvent.class)
			.stream()
			.map((event) -> event.getResource() + " by " + event.getLocker())
			.toList();
	}

	@Test
	void expiryIsAnnouncedOnceWithLastLockerAndDeadline() {
		LockyInstance a = start();
		LockyInstance b = start();
		a.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(200)));
		long token = a.locky().find("article:1").orElseThrow().fencingToken();
		List.of(a, b)
			.forEach((instance) -> awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada"));
		Instant locked = a.events(ResourceLockedEvent.class).get(0).getInstant();
		ResourceExpiredEvent expired = a.events(ResourceExpiredEvent.class).get(0);
		assertThat(expired.getFencingToken()).isEqualTo(token);
		assertThat(expired.getInstant()).isBetween(locked.plusMillis(190), locked.plusMillis(210));
		assertThat(b.events(ResourceExpiredEvent.class).get(0).getInstant()).isEqualTo(expired.getInstant());
		assertThat(this.store.journal()).hasSize(2);
	}

	@Test
	void expiryIsAnnouncedSoonAfterTheDeadline() {
		LockyInstance instance = start();
		instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(200)));
		awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada");
		JournalEntry entry = this.store.journal().get(1);
		Instant deadline = instance.events(ResourceExpiredEvent.class).get(0).getInstant();
		assertThat(FencingToken.instant(entry.id())).isAfter(deadline).isBefore(deadline.plusSeconds(1));
	}

	@Test
	void expiryIsAnnouncedByOthersWhenTheInstanceHasGone() {
		LockyInstance survivor = start();
		LockyInstance crashed = this.store.start();
		crashed.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(500)));
		crashed.close();
		awaitHeard(survivor, "locked article:1 by ada", "expired article:1 by ada");
	}

	@Test
	void lockTakenAgainHasAnExpiryOfItsOwn() {
		LockyInstance a = start();
		LockyInstance b = start();
		LockRequest request = LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(100));
		a.locky().lock(request);
		Awaitility.await().until(() -> b.locky().lock(request.locker("grace")));
		List.of(a, b)
			.forEach((instance) -> awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada",
					"locked article:1 by grace", "expired article:1 by grace"));
		List<Long> tokens = tokens(a);
		assertThat(tokens).containsExactly(tokens.get(0), tokens.get(0), tokens.get(2), tokens.get(2));
		assertThat(tokens.get(2)).isGreaterThan(tokens.get(0));
	}

	@Test
	void throwingListenerIsPassedOver() {
		LockyInstance instance = start();
		instance.onEvent((event) -> {
			if (event instanceof LockyEvent lockyEvent && lockyEvent.getResource().startsWith("poison")) {
				throw new IllegalStateException("A listener of this test fails");
			}
		});
		instance.locky().lock("article:1", "ada");
		instance.locky().lock("poison:1", "ada");
		instance.locky().lock("article:2", "ada");
		awaitHeard(instance, "locked article:1 by ada", "locked article:2 by ada");
	}

	@Test
	void slowListenerOnlyLags() {
		LockyInstance slow = start();
		LockyInstance quick = start();
		CountDownLatch release = new CountDownLatch(1);
		slow.onEvent((event) -> awaitLatch(release));
		List<String> expected = lockMany(slow, 700);
		awaitHeard(quick, expected);
		assertThat(slow.heard()).isEmpty();
		release.countDown();
		awaitHeard(slow, expected);
	}

	@Test
	void instanceHearsOnlyWhatHappensAfterItsStart() {
		LockyInstance early = start();
		early.locky().lock("article:1", "ada");
		LockyInstance late = start();
		early.locky().lock("article:2", "ada");
		awaitHeard(late, "locked article:2 by ada");
	}

	LockyInstance start() {
		return keep(this.store.start());
	}

	LockyInstance keep(LockyInstance instance) {
		this.instances.add(instance);
		return instance;
	}

	static void lock(LockyInstance instance, String resource, List<String> expected) {
		assertThat(instance.locky().lock(resource, "ada")).isTrue();
		expected.add("locked " + resource + " by ada");
	}

	static List<String> lockMany(LockyInstance instance, int count) {
		List<String> expected = new ArrayList<>();
		IntStream.range(0, count).forEach((i) -> lock(instance, "article:" + i, expected));
		return expected;
	}

	private static List<Long> tokens(LockyInstance instance) {
		return instance.events(LockyEvent.class).stream().map(LockyEvent::getFencingToken).toList();
	}

	static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static void awaitHeard(LockyInstance instance, String... events) {
		awaitHeard(instance, List.of(events));
	}

	static void awaitHeard(LockyInstance instance, List<String> events) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(instance.heard()).isEqualTo(events));
	}

}
