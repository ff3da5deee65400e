package io.github.locky.benchmarks.environment;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of the benchmarks' own, on the loopback interface, without persistence.
 */
public final class RedisServer implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final Process process;

	private final int port;

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private RedisServer(Process process, int port) {
		this.process = process;
		this.port = port;
		this.client = RedisClient.create(RedisURI.create(HOST, port));
		this.commands = connect();
	}

	/**
	 * Start a server and wait until it answers.
	 * @return the running server, to be closed
	 */
	public static RedisServer start() {
		try {
			int port = freePort();
			Path directory = Files.createTempDirectory("locky-benchmarks");
			Process process = new ProcessBuilder(
					Processors.forServer(List.of(executable(), "--bind", HOST, "--port", String.valueOf(port), "--save",
							"", "--appendonly", "no", "--dir", directory.toString(), "--daemonize", "no")))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
			return new RedisServer(process, port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String executable() throws IOException {
		for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
			Path candidate = Path.of(directory, "redis-server");
			if (Files.isExecutable(candidate)) {
				return candidate.toString();
			}
		}
		return ExecutableProvider.newJarResourceProvider().get().getPath();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
			return socket.getLocalPort();
		}
	}

	private RedisCommands<String, String> connect() {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (true) {
			try {
				return this.client.connect().sync();
			}
			catch (RuntimeException ex) {
				if (!this.process.isAlive() || System.nanoTime() - deadline > 0) {
					throw ex;
				}
				Thread.onSpinWait();
			}
		}
	}

	/**
	 * Return the port.
	 * @return its number, on the loopback interface
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the version.
	 * @return what {@code INFO} says
	 */
	public String version() {
		return info("server").getOrDefault("redis_version", "unknown");
	}

	/**
	 * Return a section of {@code INFO}.
	 * @param section the name of the section
	 * @return the values by name
	 */
	public Map<String, String> info(String section) {
		return this.commands.info(section)
			.lines()
			.map((line) -> line.split(":", 2))
			.filter((field) -> field.length == 2)
			.collect(Collectors.toMap((field) -> field[0], (field) -> field[1]));
	}

	/**
	 * Return how often each command ran since {@link #resetStatistics()}, inside scripts
	 * too.
	 * @return the number of calls by lower-case name
	 */
	public Map<String, Long> calls() {
		return info("commandstats").entrySet()
			.stream()
			.collect(Collectors.toMap((stat) -> stat.getKey().substring("cmdstat_".length()),
					(stat) -> calls(stat.getValue())));
	}

	private static long calls(String stat) {
		return Long.parseLong(stat.substring("calls=".length(), stat.indexOf(',')));
	}

	/**
	 * Let {@link #calls()} begin at zero.
	 */
	public void resetStatistics() {
		this.commands.configResetstat();
	}

	/**
	 * Return how much memory Redis has allocated.
	 * @return the number of bytes
	 */
	public long usedMemory() {
		return Long.parseLong(info("memory").get("used_memory"));
	}

	/**
	 * Forget everything.
	 */
	public void flush() {
		this.commands.flushall();
	}

	@Override
	public void close() {
		this.client.shutdown();
		this.process.destroy();
	}

}
