package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.locky.StoreScript.Step;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.LockStore;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.store.memory.MemoryState;
import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.RedisLockStore;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same steps at random on both stores, and whether they answer, journal, queue and
 * tell the same. Takes {@code locky.test.store-rounds}, 150 unless set, and more on a
 * machine that is so busy that most are too slow to be compared.
 */
@RedisTest
@Timeout(600)
class StoresTests {

	private static final String HOLDERS = "locky:lock:resource:holders";

	private static final String JOURNAL = "locky:lock:resource:journal";

	private static final int INSTANCES = 3;

	private static final int ROUNDS = Integer.getInteger("locky.test.store-rounds", 150);

	// How many must not have been slow, however long that takes
	private static final int ENOUGH = ROUNDS / 15;

	private static final int STEPS = 20;

	// Reservations last 30 ms, so that a slow round need not be the same on both
	private static final Duration SLOW = Duration.ofMillis(12);

	// Whether a lock is handed over may depend on whether it has been held for 5 ms
	private static final Duration SLOW_HAND_OVER = Duration.ofMillis(4);

	private static final Duration PAUSE = Duration.ofMillis(45);

	private final RedisServer redis;

	private final StringRedisTemplate template;

	private final MemoryDatabase database = new MemoryDatabase();

	private final List<RedisMessageListenerContainer> containers = new ArrayList<>();

	private StoreScript inRedis;

	private StoreScript inMemory;

	StoresTests(RedisServer redis, StringRedisTemplate template) {
		this.redis = redis;
		this.template = template;
	}

	@BeforeEach
	void start(LettuceConnectionFactory connectionFactory) {
		this.inRedis = new StoreScript(IntStream.range(0, INSTANCES).<LockStore>mapToObj((i) -> {
			RedisMessageListenerContainer container = LockyInstance.container(connectionFactory);
			this.containers.add(container);
			return new RedisLockStore(this.template, RedisStoreSettings.defaults(), container);
		}).toList());
		this.inMemory = new StoreScript(IntStream.range(0, INSTANCES)
			.<LockStore>mapToObj((i) -> new MemoryLockStore(this.database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH))
			.toList());
	}

	@AfterEach
	void stop() throws Exception {
		this.inRedis.close();
		this.inMemory.close();
		for (RedisMessageListenerContainer container : this.containers) {
			container.destroy();
		}
	}

	@Test
	void storesDoTheSame() {
		int compared = 0;
		for (int round = 0; round < ROUNDS || compared < ENOUGH; round++) {
			Random random = new Random(round);
			List<Step> steps = new ArrayList<>();
			for (int i = 0; i < STEPS; i++) {
				steps.add(Step.random(random, INSTANCES, "round:" + round + ":", i));
			}
			if (run(steps)) {
				compared++;
			}
		}
	}

	private boolean run(List<Step> steps) {
		List<String> redis = new ArrayList<>();
		List<String> memory = new ArrayList<>();
		this.inRedis.beginRound();
		this.inMemory.beginRound();
		long start = System.nanoTime();
		boolean slow = false;
		for (Step step : steps) {
			if (step.isPause()) {
				slow |= System.nanoTime() - start > SLOW.toNanos();
				LockSupport.parkNanos(PAUSE.toNanos());
				start = System.nanoTime();
			}
			redis.add(this.inRedis.run(step));
			memory.add(this.inMemory.run(step));
			slow |= step.isHandOver() && System.nanoTime() - start > SLOW_HAND_OVER.toNanos();
		}
		slow |= System.nanoTime() - start > SLOW.toNanos();
		if (!slow) {
			assertThat(memory).as(steps::toString).isEqualTo(redis);
			compare(steps, steps.get(0).prefix());
		}
		return !slow;
	}

	private void compare(List<Step> steps, String prefix) {
		MemoryState state = new MemoryState(this.database);
		assertThat(this.inMemory.inWords(ofResources(prefix, state.journal()))).as(steps::toString)
			.isEqualTo(this.inRedis.inWords(ofResources(prefix, Journals.entries(this.redis, JOURNAL))));
		for (String resource : List.of(prefix + "a", prefix + "b")) {
			assertThat(this.inMemory.inWords(String.join(",", state.queue(resource)))).as(steps::toString)
				.isEqualTo(this.inRedis.inWords(queueInRedis(resource)));
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.inMemory.told(prefix)).as(steps::toString)
				.isEqualTo(this.inRedis.told(prefix)));
	}

	private static List<JournalEntry> ofResources(String prefix, List<JournalEntry> journal) {
		return journal.stream().filter((entry) -> entry.resource().startsWith(prefix)).toList();
	}

	private String queueInRedis(String resource) {
		String record = (String) this.redis.command("HGET", HOLDERS, resource);
		if (record == null) {
			return "";
		}
		String[] fields = record.split(" ");
		String queue = (fields[0].equals("-")) ? fields[2] : fields[3];
		return queue.substring(0, queue.length() - 1);
	}

}
