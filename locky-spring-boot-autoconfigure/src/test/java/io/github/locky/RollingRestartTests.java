package io.github.locky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications under load that one after the other get the signal to end and are replaced
 * by new ones, {@code locky.test.restart-rounds} times, 2 unless set.
 */
@Timeout(1200)
class RollingRestartTests {

	private static final int WORKERS = 4;

	private static final int INCREMENTS = 40;

	private static final int ROUNDS = Integer.getInteger("locky.test.restart-rounds", 2);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String JOURNAL = "locky:lock:resource:journal";

	private static final String HOLDERS = "locky:lock:resource:holders";

	@TempDir
	private Path directory;

	private RedisServer redis;

	private LockyInstance survivor;

	private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();

	private int started;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.survivor = LockyInstance.start(this.redis, HistoryWorker.settings());
	}

	@AfterEach
	void stop() {
		this.workers.values().forEach(WorkerProcess::close);
		this.survivor.close();
		this.redis.close();
	}

	@Test
	void nothingFailsIsLostOrLeftBehind() throws InterruptedException {
		startWorkers(WORKERS, false);
		for (int i = 0; i < ROUNDS * WORKERS; i++) {
			String oldest = awaitJobOfOldest();
			end(List.of(oldest));
			assertNothingFailed(oldest);
			assertHoldsNothing(oldest);
			startWorker(false);
		}
		List<String> last = List.copyOf(this.workers.keySet());
		awaitIncrements(last);
		end(last);
		last.forEach(this::assertNothingFailed);
		assertThat(this.redis.command("EXISTS", HOLDERS)).isEqualTo(0L);
		List<JournalEntry> journal = assertHistory();
		assertThat(journal).extracting(JournalEntry::kind)
			.containsOnly(JournalEntry.Kind.LOCKED, JournalEntry.Kind.UNLOCKED);
		assertThat(counted()).isEqualTo(count(told(), "unlocked ")).isEqualTo(count(told(), "locked "));
		assertOneJobAtATime();
		assertThat(count(jobs(), "begin ")).isEqualTo(count(jobs(), "end ")).isGreaterThanOrEqualTo(ROUNDS * WORKERS);
	}

	// What they begin to lock after Locky has ended fails, and what they held then runs
	// out
	@Test
	void executorsThatEndLateLoseNothingThatWasAcknowledged() throws InterruptedException {
		startWorkers(2, true);
		for (int i = 2; i < ROUNDS; i++) {
			end(List.of(awaitJobOfOldest()));
			startWorker(true);
		}
		while (!this.workers.isEmpty()) {
			end(List.of(awaitJobOfOldest()));
		}
		await(() -> assertThat(this.redis.command("EXISTS", HOLDERS)).isEqualTo(0L));
		assertHistory();
		assertThat(counted()).isBetween(count(told(), "unlocked "), count(told(), "locked "));
		assertOneJobAtATime();
	}

	private void startWorkers(int count, boolean late) {
		for (int i = 0; i < count; i++) {
			startWorker(late);
		}
		awaitIncrements(this.workers.keySet());
	}

	private void startWorker(boolean late) {
		String name = "worker-" + this.started++;
		this.workers.put(name,
				WorkerProcess.start(this.directory.resolve(name + ".log"), WorkerProcess.CLASS_PATH,
						RollingRestartWorker.class, String.valueOf(this.redis.port()), name,
						this.directory.resolve(name).toString(), String.valueOf(late)));
	}

	// Many more, and some by each of them
	private void awaitIncrements(Collection<String> names) {
		long before = count(told(), "unlocked ");
		await(() -> {
			assertThat(count(told(), "unlocked ")).isGreaterThanOrEqualTo(before + INCREMENTS);
			assertThat(names).allSatisfy(
					(name) -> assertThat(count(told(name), "unlocked ")).isGreaterThanOrEqualTo(INCREMENTS / WORKERS));
		});
	}

	// The younger ones may still be starting
	private String awaitJobOfOldest() {
		List<String> names = List.copyOf(this.workers.keySet());
		awaitIncrements(names.subList(0, (names.size() + 1) / 2));
		// It has a job to do when it gets the signal
		await(() -> assertThat(this.redis.command("LINDEX", RollingRestartWorker.JOBS, "-1"))
			.isEqualTo("begin " + names.get(0)));
		return names.get(0);
	}

	private void end(Collection<String> names) throws InterruptedException {
		List<WorkerProcess> ending = names.stream().map(this.workers::get).toList();
		ending.forEach(WorkerProcess::terminate);
		for (WorkerProcess worker : ending) {
			worker.awaitTermination();
			// Nor has a phase timed out
			assertThat(worker.output()).doesNotContain("still running");
		}
		this.workers.keySet().removeAll(names);
	}

	private void assertNothingFailed(String worker) {
		assertThat(told(worker)).noneMatch((line) -> line.startsWith("failed "));
		// On a busy machine more may happen until an instance listens than it waits for
		assertThat(output(worker).lines()).filteredOn((line) -> !line.contains("Events were missed"))
			.noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	private void assertHoldsNothing(String worker) {
		String instance = told(worker).get(0);
		try (Stream<HeldLock> locks = this.survivor.locky().findAll()) {
			assertThat(locks).noneMatch((lock) -> instance.equals("instance " + lock.instance()));
		}
	}

	private List<JournalEntry> assertHistory() {
		List<JournalEntry> journal = Journals.entries(this.redis, JOURNAL);
		await(() -> assertThat(this.survivor.events(LockyEvent.class)).hasSizeGreaterThanOrEqualTo(journal.size()));
		assertThat(HistoryChecker.check(journal, told(), HistoryChecker.heardBy(this.survivor))).isEmpty();
		assertThat(this.survivor.events(LockyEventsMissedEvent.class)).isEmpty();
		return journal;
	}

	private void assertOneJobAtATime() {
		String last = "";
		for (String line : jobs()) {
			if (line.startsWith("end ")) {
				assertThat(last).isEqualTo(line.replace("end", "begin"));
			}
			last = line;
		}
	}

	private long counted() {
		return ((List<?>) this.redis.command("KEYS", RollingRestartWorker.COUNTERS + "*")).stream()
			.mapToLong((key) -> Long.parseLong((String) this.redis.command("GET", (String) key)))
			.sum();
	}

	private List<String> jobs() {
		return ((List<?>) this.redis.command("LRANGE", RollingRestartWorker.JOBS, "0", "-1")).stream()
			.map(String.class::cast)
			.toList();
	}

	private static long count(List<String> lines, String start) {
		return lines.stream().filter((line) -> line.startsWith(start)).count();
	}

	private List<String> told() {
		List<String> told = new ArrayList<>();
		for (int i = 0; i < this.started; i++) {
			told.addAll(told("worker-" + i));
		}
		return told;
	}

	private List<String> told(String worker) {
		String written = read(worker);
		return written.substring(0, written.lastIndexOf('\n') + 1).lines().toList();
	}

	private String output(String worker) {
		return read(worker + ".log");
	}

	private String read(String name) {
		Path file = this.directory.resolve(name);
		try {
			return (Files.exists(file)) ? Files.readString(file) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await(ThrowingRunnable assertion) {
		Awaitility.await()
			.atMost(PATIENCE)
			.failFast(() -> assertThat(this.workers.values())
				.allSatisfy((worker) -> assertThat(worker.isAlive()).as(worker::output).isTrue()))
			.untilAsserted(assertion);
	}

}
