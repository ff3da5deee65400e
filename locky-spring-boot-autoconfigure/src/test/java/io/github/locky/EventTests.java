package io.github.locky;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.LossyProxy;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What instances of an application hear of each other's locks.
 */
@RedisTest
class EventTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	private final RedisServer redis;

	private final List<LockyInstance> instances = new ArrayList<>();

	EventTests(RedisServer redis) {
		this.redis = redis;
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
		assertThat(journal()).hasSize(2);
	}

	@Test
	void expiryIsAnnouncedSoonAfterTheDeadline() {
		LockyInstance instance = start();
		instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(200)));
		awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada");
		String id = (String) ((List<?>) journal().get(1)).get(0);
		Instant deadline = instance.events(ResourceExpiredEvent.class).get(0).getInstant();
		assertThat(Instant.ofEpochMilli(Long.parseLong(id.split("-")[0]))).isAfter(deadline)
			.isBefore(deadline.plusSeconds(1));
	}

	@Test
	void expiryIsAnnouncedByOthersWhenTheInstanceHasGone() {
		LockyInstance survivor = start();
		LockyInstance crashed = LockyInstance.start(this.redis);
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
	void otherPrefixesAndDatabasesAreNotHeard() {
		LockyInstance instance = start();
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		LockyInstance otherPrefix = keep(LockyInstance.start(this.redis,
				new RedisStoreSettings("other:", null, defaults.journalLength(), null, null, null)));
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(this.redis.host(),
				this.redis.port());
		configuration.setDatabase(5);
		LockyInstance otherDatabase = keep(
				LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()), defaults));
		assertThat(otherPrefix.locky().lock("article:1", "b")).isTrue();
		assertThat(otherDatabase.locky().lock("article:1", "c")).isTrue();
		assertThat(instance.locky().lock("article:1", "a")).isTrue();
		awaitHeard(instance, "locked article:1 by a");
		awaitHeard(otherPrefix, "locked article:1 by b");
		awaitHeard(otherDatabase, "locked article:1 by c");
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

	@Test
	void trimmedJournalIsReportedOnce() {
		try (LossyProxy proxy = LossyProxy.before(this.redis)) {
			LockyInstance away = keep(LockyInstance.start(proxy.host(), proxy.port(), RedisStoreSettings.defaults()));
			LockyInstance locking = start();
			locking.locky().lock("first", "ada");
			awaitHeard(away, "locked first by ada");
			proxy.blackhole();
			this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			lockMany(locking, 20);
			this.redis.command("XTRIM", JOURNAL, "MAXLEN", "2");
			proxy.restore();
			awaitHeard(away, "locked first by ada", "missed", "locked article:18 by ada", "locked article:19 by ada");
		}
	}

	@Test
	void slowListenerMissesNothingThatWasTrimmedMeanwhile() {
		LockyInstance instance = start();
		CountDownLatch release = new CountDownLatch(1);
		instance.onEvent((event) -> awaitLatch(release));
		List<String> expected = lockMany(instance, 20);
		this.redis.command("XTRIM", JOURNAL, "MAXLEN", "2");
		release.countDown();
		awaitHeard(instance, expected);
	}

	@Test
	void journalTrimmedBeforeItsFirstEntryWasHeardIsReportedOnce() {
		RedisStoreSettings settings = new RedisStoreSettings(RedisStoreSettings.DEFAULT_KEY_PREFIX, null, 100, null,
				null, null);
		try (LossyProxy proxy = LossyProxy.before(this.redis)) {
			LockyInstance away = keep(LockyInstance.start(proxy.host(), proxy.port(), settings));
			proxy.blackhole();
			lockMany(keep(LockyInstance.start(this.redis, settings)), 400);
			proxy.restore();
			Awaitility.await().untilAsserted(() -> assertThat(away.heard()).endsWith("locked article:399 by ada"));
			assertThat(away.heard()).startsWith("missed").hasSizeLessThan(400);
			assertThat(away.heard()).filteredOn("missed"::equals).hasSize(1);
		}
	}

	@Test
	void flushedRedisIsReportedOnceAndGoesOn() {
		LockyInstance instance = start();
		instance.locky().lock("article:1", "ada");
		awaitHeard(instance, "locked article:1 by ada");
		this.redis.command("FLUSHALL");
		awaitHeard(instance, "locked article:1 by ada", "missed");
		instance.locky().lock("article:2", "ada");
		instance.locky().unlock("article:2");
		awaitHeard(instance, "locked article:1 by ada", "missed", "locked article:2 by ada",
				"unlocked article:2 by ada");
	}

	@Test
	void entryUnderTheIdOfALostOneIsHeard() {
		LockyInstance instance = start();
		String id = laterId(instance);
		replaceJournal(id + "-0", "L - 0 article:1|ada");
		awaitHeard(instance, "missed", "locked article:1 by ada");
		replaceJournal(id + "-0", "L - 0 article:1|grace");
		awaitHeard(instance, "missed", "locked article:1 by ada", "missed", "locked article:1 by grace");
	}

	@Test
	void entryInTheMillisecondOfALostOneIsHeard() {
		LockyInstance instance = start();
		String id = laterId(instance);
		replaceJournal(id + "-3", "L - 0 article:1|ada");
		awaitHeard(instance, "missed", "locked article:1 by ada");
		replaceJournal(id + "-0", "L - 0 article:1|grace");
		awaitHeard(instance, "missed", "locked article:1 by ada", "missed", "locked article:1 by grace");
		Journals.append(this.redis, JOURNAL, id + "-1", "U " + id + "-0 0 article:1|grace");
		awaitHeard(instance, "missed", "locked article:1 by ada", "missed", "locked article:1 by grace",
				"unlocked article:1 by grace");
	}

	@Test
	void lostTailOfTheJournalIsReportedOnceAndNothingHeardAgain() {
		LockyInstance instance = start();
		String id = laterId(instance);
		replaceJournal(id + "-0", "L - 0 article:1|ada");
		Journals.append(this.redis, JOURNAL, id + "-1", "U " + id + "-0 0 article:1|ada");
		awaitHeard(instance, "missed", "locked article:1 by ada", "unlocked article:1 by ada");
		replaceJournal(id + "-0", "L - 0 article:1|ada");
		awaitHeard(instance, "missed", "locked article:1 by ada", "unlocked article:1 by ada", "missed");
		Journals.append(this.redis, JOURNAL, id + "-2", "U " + id + "-0 0 article:1|ada");
		awaitHeard(instance, "missed", "locked article:1 by ada", "unlocked article:1 by ada", "missed",
				"unlocked article:1 by ada");
	}

	// Behind what the instance knows already, so that it expects an entry there
	private static String laterId(LockyInstance instance) {
		instance.locky().lock("first", "ada");
		Awaitility.await().until(() -> !instance.heard().isEmpty());
		instance.forgetEvents();
		return String.valueOf(instance.engine().getLocks().read("first").since().toEpochMilli() + 1000);
	}

	private void replaceJournal(String id, String entry) {
		Journals.replace(this.redis, JOURNAL, id, entry);
		this.redis.command("PUBLISH", "locky:0:lock:resource:events", "0 1-1 ");
	}

	@Test
	void lostConnectionsLoseAndRepeatNothing() {
		LockyInstance a = start();
		LockyInstance b = start();
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			lock(a, "x:" + i, expected);
			this.redis.command("CLIENT", "KILL", "TYPE", "normal");
			lock(b, "y:" + i, expected);
		}
		awaitHeard(a, expected);
		awaitHeard(b, expected);
	}

	@Test
	void restartedRedisGoesOn() {
		try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
				LockyInstance a = LockyInstance.start(server);
				LockyInstance b = LockyInstance.start(server)) {
			a.locky().lock("article:1", "ada");
			server.kill();
			server.restart();
			Awaitility.await().ignoreExceptions().until(() -> b.locky().unlock("article:1", "ada"));
			List.of(a, b)
				.forEach((instance) -> awaitHeard(instance, "locked article:1 by ada", "unlocked article:1 by ada"));
		}
	}

	@Test
	void instanceStartsWithoutRedisAndWorksOnceItIsThere() {
		try (RedisServer server = RedisServer.start()) {
			server.shutdown();
			try (LockyInstance instance = LockyInstance.start(server)) {
				server.restart();
				Awaitility.await().ignoreExceptions().untilAsserted(() -> {
					instance.locky().lock(LockRequest.of("article:1", "ada").force());
					assertThat(instance.heard()).contains("locked article:1 by ada");
				});
				instance.locky().unlock("article:1");
				Awaitility.await()
					.untilAsserted(() -> assertThat(instance.heard()).endsWith("unlocked article:1 by ada"));
				assertThat(instance.heard()).filteredOn("unlocked article:1 by ada"::equals).hasSize(1);
			}
		}
	}

	private LockyInstance start() {
		return keep(LockyInstance.start(this.redis));
	}

	private LockyInstance keep(LockyInstance instance) {
		this.instances.add(instance);
		return instance;
	}

	private List<?> journal() {
		return (List<?>) this.redis.command("XRANGE", JOURNAL, "-", "+");
	}

	private static void lock(LockyInstance instance, String resource, List<String> expected) {
		assertThat(instance.locky().lock(resource, "ada")).isTrue();
		expected.add("locked " + resource + " by ada");
	}

	private static List<String> lockMany(LockyInstance instance, int count) {
		List<String> expected = new ArrayList<>();
		IntStream.range(0, count).forEach((i) -> lock(instance, "article:" + i, expected));
		return expected;
	}

	private static List<Long> tokens(LockyInstance instance) {
		return instance.events(LockyEvent.class).stream().map(LockyEvent::getFencingToken).toList();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void awaitHeard(LockyInstance instance, String... events) {
		awaitHeard(instance, List.of(events));
	}

	private static void awaitHeard(LockyInstance instance, List<String> events) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(instance.heard()).isEqualTo(events));
	}

}
