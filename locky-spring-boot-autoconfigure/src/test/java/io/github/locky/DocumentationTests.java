package io.github.locky;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links between the pages lead somewhere.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");

	private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	@Test
	void linksLeadToPagesAndHeadings() throws IOException {
		List<String> broken = new ArrayList<>();
		for (Path page : pages()) {
			for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
				Path target = (link.group(1).isEmpty()) ? page : page.resolveSibling(link.group(1)).normalize();
				if (!leadsSomewhere(target, link.group(2))) {
					broken.add(page + ": " + link.group());
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> files = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("docs")))) {
			return files.filter((file) -> file.toString().endsWith(".md")).toList();
		}
	}

	private static boolean leadsSomewhere(Path target, String anchor) throws IOException {
		return Files.exists(target) && (anchor == null || anchors(target).contains(anchor));
	}

	// As they are made of headings where the pages are read
	private static List<String> anchors(Path page) throws IOException {
		return HEADING.matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
			.results()
			.map((heading) -> "#"
					+ heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.toList();
	}

}
