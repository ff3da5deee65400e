package io.github.locky;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.LossyProxy;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is heard by way of Redis, and what happens to that.
 */
@RedisTest
class RedisEventTests extends EventContractTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	private final RedisServer redis;

	RedisEventTests(RedisServer redis) {
		super(new RedisTestStore(redis));
		this.redis = redis;
	}

	@Test
	void pagesWithLongNamesAreReadOneAfterTheOther() {
		List<String> resources = IntStream.range(100, 300).mapToObj((i) -> "é".repeat(2046) + i).toList();
		try (LockyInstance polling = LockyInstance.start(this.redis, LockyInstance.Options.DEFAULT.withoutMessages())) {
			for (int start = 0; start < resources.size(); start += 50) {
				polling.locky().lock(LockRequest.ofAll(resources.subList(start, start + 50)).locker("a".repeat(4096)));
			}
			Awaitility.await().until(() -> polling.heard().size() >= 200);
			assertThat(polling.heard()).doesNotContain("missed").hasSize(200);
		}
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
			this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
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

	@DisabledIfSystemProperty(named = "locky.test.driver", matches = "jedis",
			disabledReason = "What a broken connection lost, Jedis does not send again: the call fails")
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

	// Behind what the instance knows already, so that it expects an entry there
	private static String laterId(LockyInstance instance) {
		instance.locky().lock("first", "ada");
		Awaitility.await().until(() -> !instance.heard().isEmpty());
		instance.forgetEvents();
		return String.valueOf(instance.engine().getHeldLocks().read("first").since().toEpochMilli() + 1000);
	}

	private void replaceJournal(String id, String entry) {
		Journals.replace(this.redis, JOURNAL, id, entry);
		this.redis.command("PUBLISH", "locky:0:lock:resource:events", "0 1-1 ");
	}

}
