package io.github.locky;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.redis.EngineSettings;
import io.github.locky.redis.JournalEntry;
import io.github.locky.redis.Journals;
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
 * {@code locky.test.history-seconds}, 8 unless set.
 */
class HistoryTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	private static final String CLASS_PATH = System.getProperty("java.class.path");

	private static final int WORKERS = 3;

	private static final Duration LIFE = Duration.ofSeconds(3);

	private final Random random = new Random(1);

	private final List<Process> processes = new ArrayList<>();

	private final List<Path> files = new ArrayList<>();

	@TempDir
	private Path directory;

	private RedisServer redis;

	private LockyInstance listener;

	static EngineSettings settings() {
		EngineSettings defaults = EngineSettings.defaults();
		return new EngineSettings(defaults.keyPrefix(), defaults.partitions(), 100_000_000, null, null);
	}

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.listener = LockyInstance.start(this.redis, settings());
	}

	@AfterEach
	void stop() {
		this.processes.forEach(Process::destroyForcibly);
		this.listener.close();
		this.redis.close();
	}

	@Test
	void historyHasNoContradictions() throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("locky.test.history-seconds", 8));
		while (System.nanoTime() < end) {
			replaceCrashed(CLASS_PATH);
			disturb();
			Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
		}
		for (Process process : this.processes) {
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.redis.command("EXISTS", "locky:lock:resource:holders")).isEqualTo(0L));
		List<JournalEntry> journal = Journals.entries(this.redis, JOURNAL);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(heard()).hasSizeGreaterThanOrEqualTo(journal.size()));
		List<String> told = told();
		assertThat(told).hasSizeGreaterThan(50).anyMatch((line) -> line.startsWith("unlocked "));
		assertThat(HistoryChecker.check(journal, told, heard())).isEmpty();
		assertThat(this.listener.events(LockyEventsMissedEvent.class)).isEmpty();
		assertThat(this.redis.command("KEYS", "lock:resource:*")).isEqualTo(List.of());
	}

	private void replaceCrashed(String classPath) throws IOException {
		long alive = this.processes.stream().filter(Process::isAlive).count();
		for (long i = alive; i < WORKERS; i++) {
			String locker = "worker-" + this.processes.size();
			Path file = this.directory.resolve(locker);
			long life = LIFE.toMillis() + this.random.nextInt(2000);
			this.files.add(file);
			this.processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-cp", classPath, HistoryWorker.class.getName(),
					String.valueOf(this.redis.port()), locker, file.toString(), String.valueOf(life))
				.redirectErrorStream(true)
				.redirectOutput(Redirect.to(this.directory.resolve(locker + ".log").toFile()))
				.start());
		}
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

	private List<String> told() throws IOException {
		List<String> told = new ArrayList<>();
		for (Path file : this.files) {
			if (Files.exists(file)) {
				told.addAll(Files.readAllLines(file));
			}
		}
		return told;
	}

	private List<String> heard() {
		return this.listener.events(LockyEvent.class).stream().map((event) -> {
			String kind = event.getClass().getSimpleName().replaceAll("Resource|Event", "").toLowerCase();
			return kind + " " + event.getResource() + " " + event.getFencingToken() + " " + event.getLocker();
		}).toList();
	}

	@Test
	void brokenLockScriptIsNoticed() throws IOException {
		String script = "META-INF/scripts/locky/locking.lua";
		String source = new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
		String broken = source.replace("and 'T' or 'H'", "and 'T' or 'L'");
		assertThat(broken).isNotEqualTo(source);
		Path file = this.directory.resolve("broken").resolve(script);
		Files.createDirectories(file.getParent());
		Files.writeString(file, broken);
		replaceCrashed(this.directory.resolve("broken") + File.pathSeparator + CLASS_PATH);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(HistoryChecker.check(Journals.entries(this.redis, JOURNAL), told(), heard()))
						.anyMatch((contradiction) -> contradiction.startsWith("Two owners: ")));
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
