package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages of the documentation that are generated, in whole or in part. They must be what
 * would be generated now, or are written anew with {@code -Dlocky.docs.rewrite=true}.
 */
public final class Documentation {

	private static final String BEGIN = "<!-- generated: begin -->\n";

	private static final String END = "<!-- generated: end -->\n";

	private static final Path DIRECTORY = Path.of("..", "docs");

	private Documentation() {
	}

	/**
	 * Return a page as it is.
	 * @param page the name of the file
	 * @return its text
	 */
	public static String read(String page) {
		try {
			return Files.readString(DIRECTORY.resolve(page));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Generate a whole page.
	 * @param page the name of the file
	 * @param content its text
	 */
	public static void generate(String page, String content) {
		if (Boolean.getBoolean("locky.docs.rewrite")) {
			write(page, content);
		}
		assertThat(read(page)).as("docs/" + page + ", to be rewritten with -Dlocky.docs.rewrite=true")
			.isEqualTo(content);
	}

	/**
	 * Generate what is between the marks in a page.
	 * @param page the name of the file
	 * @param content the text between the marks
	 */
	public static void generatePart(String page, String content) {
		String text = read(page);
		int begin = text.indexOf(BEGIN);
		int end = text.indexOf(END);
		assertThat(begin).as("mark in docs/" + page).isNotNegative().isLessThan(end);
		generate(page, text.substring(0, begin + BEGIN.length()) + content + text.substring(end));
	}

	private static void write(String page, String content) {
		try {
			Files.writeString(DIRECTORY.resolve(page), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
