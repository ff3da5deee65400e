package io.github.locky.benchmarks.environment;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who runs where: Redis on the first processor, the JVMs on the others. A process whose
 * wake-ups cross processors now and then is measured differently each time.
 */
public final class Processors {

	private static final int NUMBER = Runtime.getRuntime().availableProcessors();

	private static final boolean PINNED = NUMBER > 1
			&& Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "taskset")));

	private Processors() {
	}

	static List<String> forServer(List<String> command) {
		return on("0", command);
	}

	static List<String> forClient(List<String> command) {
		return on("1-" + (NUMBER - 1), command);
	}

	private static List<String> on(String processors, List<String> command) {
		if (!PINNED) {
			return command;
		}
		List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processors));
		pinned.addAll(command);
		return pinned;
	}

	/**
	 * Describe this machine.
	 * @return how many processors there are, and whether processes are pinned to them
	 */
	public static String describe() {
		return NUMBER + " processors" + ((PINNED) ? ", one for Redis, the JVMs on the rest" : "");
	}

}
