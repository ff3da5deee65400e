package io.github.locky.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * The {@code redis-server} executable the tests start processes of, found once per JVM.
 * The system property {@code locky.test.redis} chooses: {@code auto} (the default) for
 * the one in {@code embedded-redis} or else the one in the PATH, {@code embedded},
 * {@code path}, or the absolute path of a server.
 */
record RedisBinary(Path path, String version) {

	static final String PROPERTY = "locky.test.redis";

	private static final Log logger = LogFactory.getLog(RedisBinary.class);

	private static final Pattern VERSION = Pattern.compile("(Redis|Valkey) server v=([0-9.]+)");

	private static @Nullable RedisBinary instance;

	private static @Nullable IllegalStateException failure;

	static String choice() {
		String choice = System.getProperty(PROPERTY, "").trim();
		return choice.isEmpty() ? "auto" : choice;
	}

	static synchronized RedisBinary get() {
		if (failure != null) {
			throw new IllegalStateException(failure.getMessage(), failure);
		}
		RedisBinary binary = instance;
		if (binary == null) {
			try {
				binary = find(choice());
			}
			catch (IllegalStateException ex) {
				failure = ex;
				throw ex;
			}
			instance = binary;
			logger.info("The tests start " + binary.version() + ", which is " + binary.path());
		}
		return binary;
	}

	private static RedisBinary find(String choice) {
		return switch (choice) {
			case "auto" -> auto();
			case "embedded" -> embedded();
			case "path" -> inPath();
			default -> verified(Path.of(choice));
		};
	}

	private static RedisBinary auto() {
		try {
			return embedded();
		}
		catch (IllegalStateException ex) {
			logger.info("Looking for redis-server in the PATH: " + ex.getMessage());
			try {
				return inPath();
			}
			catch (IllegalStateException ex2) {
				ex2.addSuppressed(ex);
				throw ex2;
			}
		}
	}

	private static RedisBinary embedded() {
		try {
			File directory = Files.createTempDirectory("locky-redis-binary").toFile();
			directory.deleteOnExit();
			File file = ExecutableProvider.newJarResourceProvider(directory).get();
			file.deleteOnExit();
			return verified(file.toPath());
		}
		catch (IOException | RuntimeException ex) {
			throw new IllegalStateException("embedded-redis has no server for this machine: " + ex.getMessage(), ex);
		}
	}

	private static RedisBinary inPath() {
		for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
			for (String name : new String[] { "redis-server", "valkey-server" }) {
				Path candidate = Path.of(directory, name);
				if (Files.isExecutable(candidate)) {
					return verified(candidate);
				}
			}
		}
		throw new IllegalStateException("These tests need a Redis, and there is no redis-server in the PATH. Install "
				+ "one or point -D" + PROPERTY + " to one");
	}

	/**
	 * A binary for another libc or processor is there but doesn't start, so ask it.
	 */
	private static RedisBinary verified(Path path) {
		try {
			Process process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes()).trim();
			Matcher version = VERSION.matcher(output);
			if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || !version.find()) {
				throw new IllegalStateException(path + " --version says: " + output);
			}
			return new RedisBinary(path, version.group(1) + " " + version.group(2));
		}
		catch (IOException ex) {
			throw new IllegalStateException(path + " does not run: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

}
