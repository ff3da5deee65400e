package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * An operating system process in a temporary directory of its own, which also keeps its
 * output. Those still alive when the JVM ends are killed.
 */
final class RedisProcess {

	private static final Set<RedisProcess> ALL = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(RedisProcess::dispose)));
	}

	private final List<String> command;

	private final Path directory;

	private final Map<String, String> environment;

	private @Nullable Process process;

	RedisProcess(List<String> command, Path directory, Map<String, String> environment) {
		this.environment = Map.copyOf(environment);
		this.command = List.copyOf(command);
		this.directory = directory;
	}

	synchronized void launch() {
		if (isAlive()) {
			throw new IllegalStateException("Already running: " + this.command);
		}
		ALL.add(this);
		try {
			ProcessBuilder builder = new ProcessBuilder(this.command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(Redirect.appendTo(logFile().toFile()));
			builder.environment().putAll(this.environment);
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	synchronized boolean isAlive() {
		return this.process != null && this.process.isAlive();
	}

	Path directory() {
		return this.directory;
	}

	long pid() {
		return current().pid();
	}

	/**
	 * Send a signal Java has no method for.
	 * @param name the name of the signal, without SIG
	 */
	void signal(String name) {
		if (!isAlive()) {
			throw new IllegalStateException("Not running: " + this.command);
		}
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + name + " failed: " + kill.exitValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	void terminate() {
		Process running = current();
		running.destroy();
		try {
			if (!running.waitFor(60, TimeUnit.SECONDS)) {
				kill();
				throw new IllegalStateException("It did not stop: " + this.command);
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	void kill() {
		try {
			current().destroyForcibly().waitFor();
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	void dispose() {
		if (this.process != null) {
			kill();
		}
		ALL.remove(this);
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String log() {
		try {
			return Files.exists(logFile()) ? Files.readString(logFile()) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path logFile() {
		return this.directory.resolve("redis.log");
	}

	private synchronized Process current() {
		if (this.process == null) {
			throw new IllegalStateException("Never started: " + this.command);
		}
		return this.process;
	}

	private static IllegalStateException interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new IllegalStateException("Interrupted", ex);
	}

}
