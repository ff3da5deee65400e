package io.github.locky.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.locky.benchmarks.environment.Processors;
import io.github.locky.benchmarks.environment.RedisServer;
import io.github.locky.benchmarks.environment.Worker;

/**
 * Runs all benchmarks and writes the tables into a page, between the marks there.
 */
public final class Benchmarks {

	private static final String BEGIN = "<!-- measured: begin -->\n";

	private static final String END = "<!-- measured: end -->\n";

	private Benchmarks() {
	}

	/**
	 * Run.
	 * @param args the page
	 * @throws IOException if the page cannot be written
	 */
	public static void main(String[] args) throws IOException {
		Path page = Path.of(args[0]);
		StringBuilder report = new StringBuilder();
		try (RedisServer redis = RedisServer.start();
				Worker first = Worker.start(redis);
				Worker second = Worker.start(redis)) {
			report.append(environment(redis));
			PairsReport pairs = new PairsReport(first);
			report.append(pairs.write());
			Files.writeString(page.resolveSibling("performance-pairs.svg"), pairs.chart());
			ContentionReport contention = new ContentionReport(redis, first, second);
			report.append(contention.write());
			Files.writeString(page.resolveSibling("performance-contention.svg"), contention.chart());
			report.append(new ServiceReport(redis, first, second).write());
		}
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		Files.writeString(page, text.substring(0, begin) + report + text.substring(text.indexOf(END)));
		System.exit(0);
	}

	private static String environment(RedisServer redis) {
		return "%s, %s, Java %s, Redis %s.%n%n".formatted(Processors.describe(), System.getProperty("os.name"),
				System.getProperty("java.version"), redis.version());
	}

}
