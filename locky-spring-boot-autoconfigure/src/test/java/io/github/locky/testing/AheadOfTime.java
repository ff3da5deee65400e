package io.github.locky.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes an application ahead of time, and runs it as the JVM would in production:
 * what Boot's Maven plugin does, in processes of their own.
 */
public final class AheadOfTime {

	private static final String CLASSPATH = System.getProperty("java.class.path");

	private final Class<?> application;

	private final Path directory;

	private AheadOfTime(Class<?> application, Path directory) {
		this.application = application;
		this.directory = directory;
	}

	/**
	 * Process an application.
	 * @param application its main class
	 * @param directory where to work
	 * @return the processed application
	 */
	public static AheadOfTime process(Class<?> application, Path directory) {
		AheadOfTime processed = new AheadOfTime(application, directory);
		processed.generate();
		processed.compile();
		return processed;
	}

	private void generate() {
		java(List.of(), CLASSPATH, SpringApplicationAotProcessor.class.getName(), this.application.getName(),
				path("sources"), path("resources"), path("classes"), "io.github.locky", "application");
	}

	private void compile() {
		try (Stream<Path> files = Files.walk(this.directory.resolve("sources"))) {
			List<String> arguments = new ArrayList<>(
					List.of("-proc:none", "-nowarn", "-cp", CLASSPATH, "-d", path("classes")));
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
			assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
				.isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Run the application.
	 * @param arguments its arguments
	 * @return what it printed
	 */
	public String run(String... arguments) {
		return java(List.of("-Dspring.aot.enabled=true"),
				String.join(File.pathSeparator, path("classes"), path("resources"), CLASSPATH),
				this.application.getName(), arguments);
	}

	/**
	 * Return what was generated for a native image.
	 * @return the reachability metadata
	 */
	public String hints() {
		try (Stream<Path> files = Files.walk(this.directory.resolve("resources"))) {
			StringBuilder hints = new StringBuilder();
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				hints.append(Files.readString(file));
			}
			return hints.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String path(String name) {
		return this.directory.resolve(name).toString();
	}

	private static String java(List<String> options, String classpath, String main, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classpath, main));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor()).as(output).isZero();
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
