package io.github.locky.benchmarks.environment;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM, which does one task after the other.
 */
public final class Worker implements AutoCloseable {

	private final Process process;

	private final ObjectOutputStream tasks;

	private final ObjectInputStream results;

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private Worker(Process process) throws IOException {
		this.process = process;
		this.tasks = new ObjectOutputStream(process.getOutputStream());
		this.results = new ObjectInputStream(process.getInputStream());
	}

	/**
	 * Start a JVM.
	 * @param redis the Redis its subjects connect to
	 * @return the worker, to be closed
	 */
	public static Worker start(RedisServer redis) {
		List<String> command = new ArrayList<>();
		command.add(ProcessHandle.current().info().command().orElse("java"));
		command.addAll(List.of("-Xms256m", "-Xmx1g", "-XX:+UseParallelGC", "-cp", System.getProperty("java.class.path"),
				Worker.class.getName(), String.valueOf(redis.port())));
		try {
			return new Worker(
					new ProcessBuilder(Processors.forClient(command)).redirectError(ProcessBuilder.Redirect.INHERIT)
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Let the worker do a task and wait for the result.
	 * @param <R> the type of the result
	 * @param task what to do
	 * @return the result
	 */
	public <R> R run(Task<R> task) {
		return submit(task).join();
	}

	/**
	 * Let the worker do a task.
	 * @param <R> the type of the result
	 * @param task what to do
	 * @return the result to come
	 */
	@SuppressWarnings("unchecked")
	public <R> CompletableFuture<R> submit(Task<R> task) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				this.tasks.writeObject(task);
				this.tasks.flush();
				Object result = this.results.readObject();
				if (result instanceof Throwable failure) {
					throw new IllegalStateException("The worker failed", failure);
				}
				return (R) result;
			}
			catch (IOException | ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}, this.executor);
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			this.tasks.close();
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Do what the standard input says until it ends.
	 * @param args the port of Redis
	 * @throws IOException if the results cannot be told
	 */
	public static void main(String[] args) throws IOException {
		ObjectOutputStream results = new ObjectOutputStream(new BufferedOutputStream(System.out));
		results.flush();
		System.setOut(System.err);
		try (Subjects subjects = new Subjects(Integer.parseInt(args[0]));
				ObjectInputStream tasks = new ObjectInputStream(System.in)) {
			while (true) {
				results.writeObject(run((Task<?>) tasks.readObject(), subjects));
				results.reset();
				results.flush();
			}
		}
		catch (java.io.EOFException ex) {
			System.exit(0);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object run(Task<?> task, Subjects subjects) {
		try {
			return task.run(subjects);
		}
		catch (Exception | Error ex) {
			return ex;
		}
	}

}
