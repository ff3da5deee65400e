package io.github.locky;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same schedule in processes whose clocks differ by less than the work is held.
 */
@RedisTest
@Timeout(60)
class SlotProcessTests {

	@Test
	void workIsDoneOnceForEachSlot(RedisServer redis) throws IOException {
		List<Process> processes = new ArrayList<>();
		try {
			for (int late : new int[] { 0, 100 }) {
				processes.add(start(redis, late));
			}
			List<BufferedReader> readers = processes.stream().map(Process::inputReader).toList();
			for (BufferedReader reader : readers) {
				assertThat(reader.lines().anyMatch("ready"::equals)).isTrue();
			}
			long begin = System.currentTimeMillis() + 100;
			for (Process process : processes) {
				process.outputWriter().append(begin + "\n").flush();
			}
			boolean inTimeBefore = true;
			for (int slot = 0; slot < SlotWorker.SLOTS; slot++) {
				List<Attempt> attempts = new ArrayList<>();
				for (BufferedReader reader : readers) {
					attempts.add(Attempt.parse(reader.readLine()));
				}
				boolean inTime = areInTime(begin + slot * SlotWorker.PERIOD.toMillis(), attempts);
				if (inTime && inTimeBefore) {
					assertThat(attempts).as("attempts in slot " + slot).filteredOn(Attempt::granted).hasSize(1);
				}
				inTimeBefore = inTime;
			}
		}
		finally {
			processes.forEach(Process::destroyForcibly);
		}
	}

	private static Process start(RedisServer redis, int late) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", WorkerProcess.CLASS_PATH,
				SlotWorker.class.getName(), redis.host(), String.valueOf(redis.port()), String.valueOf(late))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	// The work is held from the first attempt on, and not into the next slot. A machine
	// that is too slow for that says nothing
	private static boolean areInTime(long slot, List<Attempt> attempts) {
		return attempts.stream()
			.allMatch((attempt) -> attempt.after() - slot < SlotWorker.HOLD.toMillis() && attempt.before() >= slot);
	}

	/**
	 * What became of a slot in an instance.
	 *
	 * @param before when the lock was asked for
	 * @param after when it was answered
	 * @param granted whether the work was done
	 */
	private record Attempt(long before, long after, boolean granted) {

		static Attempt parse(String line) {
			String[] fields = line.split(" ");
			return new Attempt(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Boolean.parseBoolean(fields[3]));
		}

	}

}
