package io.github.locky;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.LockNotReplicatedException;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.store.redis.ReplicationSettings;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisSentinels;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two instances on a primary that three sentinels watch, and its loss.
 */
class SentinelTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	@Test
	void lossOfThePrimaryIsSurvived() {
		try (RedisSentinels sentinels = RedisSentinels.start();
				LockyInstance a = start(sentinels);
				LockyInstance b = start(sentinels)) {
			RedisServer lost = sentinels.primary();
			RedisServer successor = sentinels.replica();
			List<String> held = IntStream.range(0, 10).mapToObj((i) -> "article:" + i).toList();
			assertThat(a.locky().lock(LockRequest.ofAll(held).locker("holder"))).isTrue();
			RedisReplication.awaitInSync(lost, successor);
			// A lock whose end a failover has lost may come to an end once more
			Set<String> endedAgain = new HashSet<>();
			try (Traffic traffic = Traffic.on(a, b)) {
				lost.kill();
				sentinels.waitForFailover(lost);
				traffic.awaitProgress();
				traffic.close();
				assertThat(traffic.accidents()).isEmpty();
				try (Stream<HeldLock> all = a.locky().findAll()) {
					all.filter(traffic::hasUnlocked).forEach((lock) -> {
						endedAgain.add(lock.resource());
						assertThat(a.locky().unlock(lock.resource(), lock.locker())).isTrue();
					});
				}
			}
			assertThat(sentinels.primary()).isSameAs(successor);
			assertThat(held).allSatisfy((resource) -> assertThat(b.locky().getLocker(resource)).isEqualTo("holder"));
			assertThat(held).allSatisfy((resource) -> assertThat(b.locky().unlock(resource, "holder")).isTrue());
			Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				assertThat(successor.command("KEYS", "lock:resource:*")).isEqualTo(List.of());
				assertThat(b.locky().findAll()).isEmpty();
				Map<String, List<String>> journal = Journals.histories(successor, JOURNAL);
				assertThat(journal.keySet()).containsAll(held);
				for (LockyInstance instance : Set.of(a, b)) {
					assertThat(journal).allSatisfy((resource, history) -> {
						List<String> heard = instance.histories().get(resource);
						assertThat(heard).containsSubsequence(history);
						if (!endedAgain.contains(resource)) {
							assertThat(heard).doesNotHaveDuplicates();
						}
					});
				}
			});
		}
	}

	@Test
	void locksThatAReplicaHasAcknowledgedSurviveTheLossOfThePrimary() throws InterruptedException {
		RedisStoreSettings settings = new RedisStoreSettings(RedisStoreSettings.DEFAULT_KEY_PREFIX, null,
				RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null,
				new ReplicationSettings(1, Duration.ofMillis(300)));
		try (RedisSentinels sentinels = RedisSentinels.start(); LockyInstance instance = start(sentinels, settings)) {
			RedisServer lost = sentinels.primary();
			RedisReplication.awaitInSync(lost, sentinels.replica());
			Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
			AtomicBoolean running = new AtomicBoolean(true);
			Thread locker = new Thread(() -> lockMany(instance.locky(), acknowledged, running));
			locker.start();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > 100);
			lost.kill();
			sentinels.waitForFailover(lost);
			running.set(false);
			locker.join();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(acknowledged)
					.allSatisfy((resource) -> assertThat(instance.locky().getLocker(resource)).isEqualTo("ada")));
			assertThatExceptionOfType(LockNotReplicatedException.class)
				.isThrownBy(() -> instance.locky().lock("alone", "ada"));
			lost.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.ignoreExceptions()
				.until(() -> instance.locky().lock("together", "ada"));
		}
	}

	private static void lockMany(LockyOperations locky, Queue<String> acknowledged, AtomicBoolean running) {
		for (int i = 0; running.get(); i++) {
			try {
				if (locky.lock("acknowledged:" + i, "ada")) {
					acknowledged.add("acknowledged:" + i);
				}
			}
			catch (DataAccessException ex) {
				// Neither held nor to be relied on
			}
		}
	}

	private static LockyInstance start(RedisSentinels sentinels) {
		return start(sentinels, RedisStoreSettings.defaults());
	}

	private static LockyInstance start(RedisSentinels sentinels, RedisStoreSettings settings) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration(RedisSentinels.MASTER,
				Set.of(sentinels.addresses()));
		return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()), settings);
	}

}
