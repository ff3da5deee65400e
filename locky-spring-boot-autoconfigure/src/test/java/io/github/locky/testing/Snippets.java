package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages whose Java is that of tests. A snippet is what stands between
 * {@code // snippet: name} and {@code // end} in a test, and goes into the block of the
 * page that follows {@code <!-- snippet: name -->}. What follows {@code <!-- before -->}
 * is the code of others, without Locky.
 */
public final class Snippets {

	private static final Pattern SNIPPET = Pattern.compile("\\t*// snippet: (\\w+)\\n(.*?)\\t*// end\\n",
			Pattern.DOTALL);

	private static final Pattern BLOCK = Pattern
		.compile("(?<!<!-- before -->\\n)(<!-- snippet: (\\w+) -->\\n)?```java\\n.*?```\\n", Pattern.DOTALL);

	private Snippets() {
	}

	/**
	 * Fill the blocks of a page with the snippets in the tests of a package, which must
	 * be those of the page and no others.
	 * @param page the name of the file
	 * @param tests the package, below {@code io.github.locky}
	 */
	public static void fill(String page, String tests) {
		Map<String, String> snippets = snippets(Path.of("src", "test", "java", "io", "github", "locky", tests));
		String text = Documentation.read(page);
		assertThat(BLOCK.matcher(text).results().map((block) -> String.valueOf(block.group(2))))
			.as("snippets in docs/" + page)
			.containsExactlyInAnyOrderElementsOf(snippets.keySet());
		Documentation.generate(page,
				BLOCK.matcher(text).replaceAll((block) -> Matcher.quoteReplacement(filled(block, snippets))));
	}

	private static String filled(MatchResult block, Map<String, String> snippets) {
		return block.group(1) + "```java\n" + snippets.get(block.group(2)) + "\n```\n";
	}

	private static Map<String, String> snippets(Path directory) {
		Map<String, String> snippets = new TreeMap<>();
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.sorted().toList()) {
				Matcher matcher = SNIPPET.matcher(Files.readString(file));
				while (matcher.find()) {
					snippets.put(matcher.group(1), matcher.group(2).stripTrailing().stripIndent().strip());
				}
			}
			return snippets;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
