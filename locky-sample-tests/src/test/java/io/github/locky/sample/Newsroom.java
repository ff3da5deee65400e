package io.github.locky.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.util.FileSystemUtils;

/**
 * A browser and two instances, started once for all tests of the page.
 */
final class Newsroom implements AutoCloseable {

	private final Path database = createDatabase();

	private final Chromium chromium = Chromium.launch();

	private final NewsroomInstance north = NewsroomInstance.first(this.database, "--newsroom.instance=north");

	private final NewsroomInstance south = this.north.another("--newsroom.instance=south");

	private Newsroom() {
		PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
	}

	private static Path createDatabase() {
		try {
			return Files.createTempDirectory("newsroom");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Chromium chromium() {
		return this.chromium;
	}

	NewsroomInstance north() {
		return this.north;
	}

	NewsroomInstance south() {
		return this.south;
	}

	@Override
	public void close() throws IOException {
		this.chromium.close();
		this.south.close();
		this.north.close();
		FileSystemUtils.deleteRecursively(this.database);
	}

	/**
	 * Gives tests the newsroom, and closes it after the last of them.
	 */
	static final class Resolver implements ParameterResolver {

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == Newsroom.class;
		}

		@Override
		public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return context.getRoot()
				.getStore(Namespace.create(Newsroom.class))
				.computeIfAbsent(Newsroom.class, (key) -> new Newsroom(), Newsroom.class);
		}

	}

}
