package io.github.locky;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The processes of a history.
 */
final class HistoryWorkers implements AutoCloseable {

	static final String CLASS_PATH = System.getProperty("java.class.path");

	private static final int WORKERS = 3;

	private static final Duration LIFE = Duration.ofSeconds(3);

	private final Random random = new Random(2);

	private final List<Process> processes = new ArrayList<>();

	private final List<Path> files = new ArrayList<>();

	private final Path directory;

	private final String redis;

	HistoryWorkers(Path directory, String redis) {
		this.directory = directory;
		this.redis = redis;
	}

	void replaceCrashed(String classPath) throws IOException {
		long alive = this.processes.stream().filter(Process::isAlive).count();
		for (long i = alive; i < WORKERS; i++) {
			String locker = "worker-" + this.processes.size();
			Path file = this.directory.resolve(locker);
			long life = LIFE.toMillis() + this.random.nextInt(2000);
			this.files.add(file);
			this.processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-cp", classPath, HistoryWorker.class.getName(), this.redis, locker,
					file.toString(), String.valueOf(life))
				.redirectErrorStream(true)
				.redirectOutput(Redirect.to(this.directory.resolve(locker + ".log").toFile()))
				.start());
		}
	}

	void awaitEnd() throws InterruptedException {
		for (Process process : this.processes) {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
	}

	/**
	 * Return what the workers were told so far.
	 * @return a line for each
	 */
	List<String> told() throws IOException {
		List<String> told = new ArrayList<>();
		for (Path file : this.files) {
			if (Files.exists(file)) {
				told.addAll(Files.readAllLines(file));
			}
		}
		return told;
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroyForcibly);
	}

}
