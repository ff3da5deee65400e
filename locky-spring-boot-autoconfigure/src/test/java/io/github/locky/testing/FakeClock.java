package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A clock that other processes read instead of that of the machine, by way of
 * libfaketime. It can be set while they run. {@code System.nanoTime()} is what it was.
 */
public final class FakeClock implements AutoCloseable {

	private static final String LIBRARY = "libfaketimeMT.so.1";

	private final Path library;

	private final Path file;

	private FakeClock(Path library, Path file) {
		this.library = library;
		this.file = file;
	}

	/**
	 * Make a clock that is right. Skips the test where libfaketime is not installed,
	 * unless {@code locky.test.require-faketime} is set.
	 * @return the clock, to be closed after those who read it
	 */
	public static FakeClock create() {
		Path library = find();
		if (Boolean.getBoolean("locky.test.require-faketime")) {
			assertThat(library).as("libfaketime, of Debian's package faketime").isNotNull();
		}
		Assumptions.assumeTrue(library != null, "libfaketime is not installed");
		try {
			FakeClock clock = new FakeClock(library, Files.createTempFile("locky-clock", ".txt"));
			clock.set(Duration.ZERO);
			return clock;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable Path find() {
		if (!Files.isDirectory(Path.of("/usr/lib"))) {
			return null;
		}
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
			for (Path directory : directories) {
				Path library = directory.resolve("faketime").resolve(LIBRARY);
				if (Files.exists(library)) {
					return library;
				}
			}
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Set the clock.
	 * @param offset how far it is ahead; negative if it is behind
	 */
	public void set(Duration offset) {
		try {
			Path next = Files.createTempFile("locky-clock", ".txt");
			Files.writeString(next, "%+d\n".formatted(offset.toSeconds()));
			Files.move(next, this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what a process needs in its environment to read this clock.
	 * @return environment variables
	 */
	public Map<String, String> environment() {
		return Map.of("LD_PRELOAD", this.library.toString(), "FAKETIME_TIMESTAMP_FILE", this.file.toString(),
				"FAKETIME_NO_CACHE", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
	}

	/**
	 * Start a Redis that reads this clock.
	 * @param arguments options as on the command line
	 * @return the running server, to be closed
	 */
	public RedisServer startRedis(String... arguments) {
		return new RedisLauncher(arguments).environment(environment()).launch();
	}

	@Override
	public void close() {
		try {
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
