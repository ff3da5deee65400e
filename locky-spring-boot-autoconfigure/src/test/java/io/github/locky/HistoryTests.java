package io.github.locky;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several processes that lock, unlock and crash at random while Redis is disturbed, and
 * whether what they and a listener were told agrees with the journal. Takes
 * {@code locky.test.history-seconds}, 8 unless set, and as long as it takes until enough
 * has happened.
 */
class HistoryTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String JOURNAL = "locky:lock:resource:journal";

	private final Random random = new Random(1);

	@TempDir
	private Path directory;

	private RedisServer redis;

	private HistoryWorkers workers;

	private LockyInstance listener;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.workers = new HistoryWorkers(this.directory, "127.0.0.1:" + this.redis.port());
		this.listener = LockyInstance.start(this.redis, HistoryWorker.settings());
	}

	@AfterEach
	void stop() {
		this.workers.close();
		this.listener.close();
		this.redis.close();
	}

	@Test
	void historyHasNoContradictions() throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("locky.test.history-seconds", 8));
		while (System.nanoTime() < end) {
			goOn();
			Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
		}
		Awaitility.await().atMost(PATIENCE).until(() -> {
			goOn();
			return hasEnoughHappened();
		});
		this.workers.end();
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.redis.command("EXISTS", "locky:lock:resource:holders")).isEqualTo(0L));
		List<JournalEntry> journal = Journals.entries(this.redis, JOURNAL);
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(heard()).hasSizeGreaterThanOrEqualTo(journal.size()));
		assertThat(HistoryChecker.check(journal, this.workers.told(), heard())).isEmpty();
		assertThat(this.listener.events(LockyEventsMissedEvent.class)).isEmpty();
		assertThat(this.redis.command("KEYS", "lock:resource:*")).isEqualTo(List.of());
	}

	private void goOn() {
		this.workers.replaceCrashed(WorkerProcess.CLASS_PATH);
		disturb();
	}

	private boolean hasEnoughHappened() throws IOException {
		List<String> told = this.workers.told();
		return this.workers.replaced() > 0 && told.size() > 50
				&& told.stream().anyMatch((line) -> line.startsWith("unlocked "));
	}

	private void disturb() {
		switch (this.random.nextInt(8)) {
			case 0 -> this.redis.command("CLIENT", "KILL", "TYPE", "normal");
			case 1 -> this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			case 2 -> this.redis.command("SCRIPT", "FLUSH");
			case 3 -> {
				this.redis.pause();
				Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
				this.redis.resume();
			}
			default -> {
			}
		}
	}

	private List<String> heard() {
		return HistoryChecker.heardBy(this.listener);
	}

	@Test
	void brokenLockScriptIsNoticed() throws IOException {
		String script = "META-INF/scripts/locky/lock.lua";
		String source = new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
		String broken = source.replace("and 'F' or 'H'", "and 'F' or 'L'");
		assertThat(broken).isNotEqualTo(source);
		Path file = this.directory.resolve("broken").resolve(script);
		Files.createDirectories(file.getParent());
		Files.writeString(file, broken);
		String classPath = this.directory.resolve("broken") + File.pathSeparator + WorkerProcess.CLASS_PATH;
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			this.workers.replaceCrashed(classPath);
			assertThat(HistoryChecker.check(Journals.entries(this.redis, JOURNAL), this.workers.told(), heard()))
				.anyMatch((contradiction) -> contradiction.startsWith("Two owners: "));
		});
	}

	@Test
	void whatNeverHappenedIsNoticed() {
		this.listener.locky().lock("article:1", "ada");
		this.listener.locky().unlock("article:1");
		Awaitility.await().untilAsserted(() -> assertThat(heard()).hasSize(2));
		List<JournalEntry> journal = Journals.entries(this.redis, JOURNAL);
		List<String> happened = journal.stream().map(HistoryChecker::inWords).toList();
		assertThat(HistoryChecker.check(journal, happened, happened)).isEmpty();
		assertThat(HistoryChecker.check(journal, List.of("locked article:1 7 ada"), happened)).hasSize(1);
		assertThat(HistoryChecker.check(journal, List.of("unlocked article:1 7 ada"), happened)).hasSize(1);
		assertThat(HistoryChecker.check(journal, List.of(), happened.subList(0, 1))).hasSize(1);
		assertThat(HistoryChecker.check(journal, List.of(), List.of(happened.get(1), happened.get(0)))).hasSize(1);
		List<JournalEntry> repeated = List.of(journal.get(0), journal.get(1), journal.get(0), journal.get(1));
		assertThat(HistoryChecker.check(repeated, List.of(), repeated.stream().map(HistoryChecker::inWords).toList()))
			.singleElement()
			.asString()
			.startsWith("The token does not rise");
		List<JournalEntry> twice = List.of(journal.get(0), journal.get(1), journal.get(1));
		assertThat(HistoryChecker.check(twice, List.of(), twice.stream().map(HistoryChecker::inWords).toList()))
			.singleElement()
			.asString()
			.startsWith("Ended what was not held");
	}

}
