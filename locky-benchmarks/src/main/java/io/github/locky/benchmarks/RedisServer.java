package io.github.locky.benchmarks;

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
final class RedisServer implements AutoCloseable {

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

	static RedisServer start() {
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

	int port() {
		return this.port;
	}

	String version() {
		return info("server").getOrDefault("redis_version", "unknown");
	}

	private Map<String, String> info(String section) {
		return this.commands.info(section)
			.lines()
			.map((line) -> line.split(":", 2))
			.filter((field) -> field.length == 2)
			.collect(Collectors.toMap((field) -> field[0], (field) -> field[1]));
	}

	/**
	 * Return what has been used since the start. Processor time is that of the whole
	 * process: what it takes to write to subscribers belongs to no command.
	 * @return the usage
	 */
	Usage usage() {
		Map<String, String> cpu = info("cpu");
		Map<String, String> commands = info("commandstats");
		return new Usage((seconds(cpu, "used_cpu_user") + seconds(cpu, "used_cpu_sys")) * 1e6,
				calls(commands, "evalsha") + calls(commands, "eval"), System.nanoTime());
	}

	private static double seconds(Map<String, String> cpu, String name) {
		return Double.parseDouble(cpu.getOrDefault(name, "0"));
	}

	private static long calls(Map<String, String> commands, String name) {
		String stat = commands.get("cmdstat_" + name);
		return (stat != null) ? Long.parseLong(stat.substring("calls=".length(), stat.indexOf(','))) : 0;
	}

	long usedMemory() {
		return Long.parseLong(info("memory").getOrDefault("used_memory", "0"));
	}

	void flush() {
		this.commands.flushall();
	}

	@Override
	public void close() {
		this.client.shutdown();
		this.process.destroy();
	}

	/**
	 * What Redis has used.
	 *
	 * @param micros microseconds of a processor
	 * @param scripts how many scripts it was sent
	 * @param nanoTime when that was
	 */
	record Usage(double micros, long scripts, long nanoTime) {

		Usage since(Usage earlier) {
			return new Usage(this.micros - earlier.micros, this.scripts - earlier.scripts,
					this.nanoTime - earlier.nanoTime);
		}

		double seconds() {
			return this.nanoTime / 1e9;
		}

	}

}
