package io.github.locky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A virtual machine beside that of the tests. It works until it is told to end, which is
 * also what it is told when that of the tests dies.
 */
final class WorkerProcess implements AutoCloseable {

	static final String CLASS_PATH = System.getProperty("java.class.path");

	private static final int TERMINATED = 128 + 15;

	private final Path log;

	private final Process process;

	private WorkerProcess(Path log, Process process) {
		this.log = log;
		this.process = process;
	}

	/**
	 * Start a process.
	 * @param log where its output goes
	 * @param classPath its class path
	 * @param main the class to run, which calls {@link #onEnd(Runnable)}
	 * @param arguments the arguments of its main method
	 * @return the process, to be closed
	 */
	static WorkerProcess start(Path log, String classPath, Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-cp", classPath, main.getName()));
		command.addAll(List.of(arguments));
		try {
			return new WorkerProcess(log,
					new ProcessBuilder(command).redirectErrorStream(true)
						.redirectOutput(Redirect.to(log.toFile()))
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Called in the process: what to do when it is told to end.
	 * @param action the action
	 */
	static void onEnd(Runnable action) {
		Thread thread = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					continue;
				}
			}
			catch (IOException ex) {
				// As good as the end
			}
			action.run();
		}, "end");
		thread.setDaemon(true);
		thread.start();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void tellToEnd() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void awaitEnd() throws InterruptedException {
		assertThat(this.process.waitFor(2, TimeUnit.MINUTES)).as(() -> "End of a process that wrote: " + output())
			.isTrue();
		assertThat(this.process.exitValue()).as(this::output).isZero();
	}

	/**
	 * Send it the signal that a service manager ends it with. Its input stays open, so
	 * that it is not told to end in another way.
	 */
	void terminate() {
		assertThat(this.process.toHandle().destroy()).isTrue();
	}

	/**
	 * Wait until it has ended by itself after {@link #terminate()}.
	 */
	void awaitTermination() throws InterruptedException {
		assertThat(this.process.waitFor(2, TimeUnit.MINUTES)).as(() -> "End of a process that wrote: " + output())
			.isTrue();
		assertThat(this.process.exitValue()).as(this::output).isEqualTo(TERMINATED);
	}

	/**
	 * Return what it has written, for the case that it fails.
	 * @return its output so far
	 */
	String output() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
