package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryState;
import io.github.locky.store.memory.MovableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several instances that lock, wait and unlock at random while the clock is moved, and
 * whether what they and a listener were told agrees with the journal.
 */
@Timeout(120)
class MemoryHistoryTests {

	private static final int RESOURCES = 5;

	private static final int INSTANCES = 3;

	private static final int THREADS_EACH = 3;

	private static final Duration TIME = Duration.ofSeconds(4);

	private final MovableClock clock = new MovableClock();

	private final MemoryDatabase database = new MemoryDatabase(this.clock);

	private final MemoryState state = new MemoryState(this.database);

	private final LockyInstance listener = LockyInstance.start(this.database, LockyInstance.Options.DEFAULT);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private volatile boolean running = true;

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.listener.close();
	}

	@Test
	void historyHasNoContradictions() throws Exception {
		List<LockyInstance> instances = new ArrayList<>();
		List<Future<?>> workers = new ArrayList<>();
		for (int i = 0; i < INSTANCES; i++) {
			LockyInstance instance = LockyInstance.start(this.database, LockyInstance.Options.DEFAULT);
			instances.add(instance);
			for (int j = 0; j < THREADS_EACH; j++) {
				String locker = "worker-" + i + "-" + j;
				workers.add(this.threads.submit(() -> work(instance.locky(), locker)));
			}
		}
		disturb();
		this.running = false;
		for (Future<?> worker : workers) {
			worker.get(60, TimeUnit.SECONDS);
		}
		instances.forEach(LockyInstance::close);
		Awaitility.await().untilAsserted(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(this.state.size()).isZero();
		});
		List<JournalEntry> journal = this.state.journal();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(heard()).hasSizeGreaterThanOrEqualTo(journal.size()));
		assertThat(HistoryChecker.check(journal, this.told, heard())).isEmpty();
		assertThat(this.listener.events(LockyEventsMissedEvent.class)).isEmpty();
	}

	private void disturb() {
		Random random = new Random(1);
		long end = System.nanoTime() + TIME.toNanos();
		while (System.nanoTime() - end < 0 || !hasEnoughHappened()) {
			LockSupport.parkNanos(Duration.ofMillis(random.nextInt(20)).toNanos());
			switch (random.nextInt(4)) {
				case 0 -> this.clock.advance(Duration.ofMillis(random.nextInt(300)));
				case 1 -> this.clock.step(Duration.ofMillis(random.nextInt(200) - 100));
				default -> {
				}
			}
		}
	}

	private boolean hasEnoughHappened() {
		return this.told.size() > 200 && this.told.stream().anyMatch((line) -> line.startsWith("unlocked "));
	}

	private void work(LockyOperations locky, String locker) {
		Random random = new Random(locker.hashCode());
		while (this.running) {
			String resource = "shared:" + random.nextInt(RESOURCES);
			locky.tryAcquire(request(resource, locker, random)).ifPresent((lease) -> use(lease, resource, random));
			LockSupport.parkNanos(random.nextInt(1_000_000));
		}
	}

	private static LockRequest request(String resource, String locker, Random random) {
		LockRequest request = LockRequest.of(resource, locker).ttl(Duration.ofMillis(20 + random.nextInt(500)));
		return switch (random.nextInt(12)) {
			case 0 -> request.force();
			case 1, 2, 3, 4, 5 -> request.waitAtMost(Duration.ofMillis(random.nextInt(500)));
			default -> request;
		};
	}

	private void use(Lease lease, String resource, Random random) {
		String words = resource + " " + lease.fencingToken() + " " + lease.locker();
		this.told.add("locked " + words);
		LockSupport.parkNanos(random.nextInt(5_000_000));
		if (random.nextBoolean()) {
			lease.refresh();
		}
		if (random.nextInt(8) > 0 && lease.release()) {
			this.told.add("unlocked " + words);
		}
	}

	private List<String> heard() {
		return HistoryChecker.heardBy(this.listener);
	}

}
