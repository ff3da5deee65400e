package io.github.locky;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The processes of a history.
 */
final class HistoryWorkers implements AutoCloseable {

	private static final int WORKERS = 3;

	private static final int LOCKS = 20;

	private final Random random = new Random(2);

	private final List<WorkerProcess> processes = new ArrayList<>();

	private final List<Path> files = new ArrayList<>();

	private final Path directory;

	private final String redis;

	HistoryWorkers(Path directory, String redis) {
		this.directory = directory;
		this.redis = redis;
	}

	/**
	 * Start as many workers as have crashed, or all.
	 * @param classPath the class path of the new ones
	 */
	void replaceCrashed(String classPath) {
		long alive = this.processes.stream().filter(WorkerProcess::isAlive).count();
		for (long i = alive; i < WORKERS; i++) {
			String locker = "worker-" + this.processes.size();
			Path file = this.directory.resolve(locker);
			int locks = LOCKS + this.random.nextInt(2 * LOCKS);
			this.files.add(file);
			this.processes.add(WorkerProcess.start(this.directory.resolve(locker + ".log"), classPath,
					HistoryWorker.class, this.redis, locker, file.toString(), String.valueOf(locks)));
		}
	}

	/**
	 * Return how many workers have crashed and were replaced.
	 * @return the number of processes
	 */
	int replaced() {
		return this.processes.size() - WORKERS;
	}

	/**
	 * Let those crash that have not yet.
	 */
	void end() throws InterruptedException {
		this.processes.forEach(WorkerProcess::tellToEnd);
		for (WorkerProcess process : this.processes) {
			process.awaitEnd();
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
		this.processes.forEach(WorkerProcess::close);
	}

}
