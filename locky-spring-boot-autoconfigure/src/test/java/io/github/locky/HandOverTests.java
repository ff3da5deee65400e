package io.github.locky;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two virtual machines whose threads all want the same lock.
 */
@Timeout(120)
class HandOverTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyThreadGetsItsTurnForFewCommands(boolean events) throws IOException {
		try (RedisServer server = RedisServer.start();
				Contender one = new Contender(server, events);
				Contender two = new Contender(server, events)) {
			one.awaitLine("ready");
			two.awaitLine("ready");
			long before = scripts(server);
			one.go();
			two.go();
			List<Long> turns = Stream.concat(one.turns(), two.turns()).toList();
			double handOvers = turns.stream().mapToLong(Long::longValue).sum();
			assertThat(turns).hasSize(2 * ContenderMain.THREADS).allMatch((count) -> count > 0);
			assertThat((scripts(server) - before) / handOvers).isBetween(1.0, 4.0);
		}
	}

	private static long scripts(RedisServer server) {
		String calls = server.info("cmdstat_evalsha").split(",")[0];
		return Long.parseLong(calls.substring("calls=".length()));
	}

	/**
	 * A {@link ContenderMain} in a process of its own.
	 */
	private static final class Contender implements AutoCloseable {

		private final Process process;

		private final BufferedReader output;

		private Contender(RedisServer server, boolean events) throws IOException {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
					ContenderMain.class.getName(), server.host(), String.valueOf(server.port()), String.valueOf(events))
				.redirectErrorStream(true)
				.start();
			this.output = this.process.inputReader();
		}

		String awaitLine(String start) throws IOException {
			StringBuilder all = new StringBuilder();
			for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
				if (line.startsWith(start)) {
					return line.substring(start.length());
				}
				all.append(line).append('\n');
			}
			throw new IllegalStateException("The process has ended: " + all);
		}

		void go() {
			PrintWriter input = new PrintWriter(this.process.outputWriter(), true);
			input.println("go");
		}

		Stream<Long> turns() throws IOException {
			return Arrays.stream(awaitLine("turns ").split(" ")).map(Long::valueOf);
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

}
