package io.github.locky.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who runs where: Redis on the first processor, the JVM on the others. A process whose
 * wake-ups cross processors now and then is measured differently each time.
 */
final class Processors {

	private static final int NUMBER = Runtime.getRuntime().availableProcessors();

	private static final boolean PINNED = NUMBER > 1
			&& Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "taskset")));

	private Processors() {
	}

	static List<String> forServer(List<String> command) {
		if (!PINNED) {
			return command;
		}
		List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
		pinned.addAll(command);
		return pinned;
	}

	static void pinThisJvm() throws IOException, InterruptedException {
		if (PINNED) {
			new ProcessBuilder("taskset", "-a", "-p", "-c", "1-" + (NUMBER - 1),
					String.valueOf(ProcessHandle.current().pid()))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
	}

	static String describe() {
		return NUMBER + " processors" + ((PINNED) ? ", one for Redis, the JVM on the rest" : "");
	}

}
