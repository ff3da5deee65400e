package io.github.locky.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets in {@code docs/testing.md} are those of the tests in this package.
 */
class DocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "testing.md");

	private static final Path TESTS = Path.of("src", "test", "java", "io", "github", "locky", "test");

	private static final Pattern SNIPPET = Pattern.compile("\\t*// snippet: \\w+\\n(.*?)\\t*// end\\n", Pattern.DOTALL);

	@Test
	void snippetsAreThoseOfTests() throws IOException {
		String page = Files.readString(PAGE);
		List<String> snippets = snippets();
		assertThat(snippets).hasSize(6).allSatisfy((snippet) -> assertThat(page).contains(snippet));
	}

	private static List<String> snippets() throws IOException {
		List<String> snippets = new ArrayList<>();
		try (Stream<Path> files = Files.list(TESTS)) {
			for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
				Matcher matcher = SNIPPET.matcher(Files.readString(file));
				while (matcher.find()) {
					snippets.add(matcher.group(1).stripTrailing().stripIndent().strip());
				}
			}
		}
		return snippets;
	}

}
