package io.github.locky.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Runs all benchmarks or those that are named: at length to write their tables into a
 * page, or for a short time to try them.
 */
public final class Benchmarks {

	private static final Map<String, BiFunction<RedisServer, Effort, Report>> PARTS = new LinkedHashMap<>();

	static {
		PARTS.put("pairs", PairsReport::new);
		PARTS.put("fleet", FleetReport::new);
		PARTS.put("threads", HerdReport::ofThreads);
		PARTS.put("herd", HerdReport::ofInstances);
		PARTS.put("events", EventsReport::new);
		PARTS.put("keeping", KeepingReport::new);
		PARTS.put("growth", GrowthReport::new);
	}

	private Benchmarks() {
	}

	/**
	 * Run.
	 * @param args the parts, all if none is named; before them the page to be written
	 * between its marks, without which the tables are printed
	 * @throws IOException if the page cannot be written
	 * @throws InterruptedException if this thread is interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		List<String> parts = new ArrayList<>(List.of(args));
		Page page = (args.length > 0 && args[0].endsWith(".md")) ? new Page(Path.of(parts.remove(0))) : null;
		if (parts.isEmpty()) {
			parts.addAll(PARTS.keySet());
		}
		if (!PARTS.keySet().containsAll(parts)) {
			System.err.println("Usage: [page.md] " + PARTS.keySet());
			System.exit(1);
		}
		Processors.pinThisJvm();
		for (Map.Entry<String, BiFunction<RedisServer, Effort, Report>> part : PARTS.entrySet()) {
			if (parts.contains(part.getKey())) {
				run(part.getKey(), part.getValue(), page);
			}
		}
		System.exit(0);
	}

	private static void run(String part, BiFunction<RedisServer, Effort, Report> factory, @Nullable Page page)
			throws IOException {
		// A server for each, so that none finds what another has left
		try (RedisServer redis = RedisServer.start()) {
			Report report = factory.apply(redis, (page != null) ? Effort.FULL : Effort.TRIAL);
			String text = report.write();
			if (page == null) {
				System.out.printf("%s%n## %s%n%n%s%n", machine(redis), part, text);
				return;
			}
			page.write("machine", machine(redis));
			page.write(part, text);
			Chart chart = report.chart();
			if (chart != null) {
				page.draw(part, chart);
			}
		}
	}

	private static String machine(RedisServer redis) {
		return "%s, %s, Java %s, Redis %s.%n".formatted(Processors.describe(), System.getProperty("os.name"),
				System.getProperty("java.version"), redis.version());
	}

}
