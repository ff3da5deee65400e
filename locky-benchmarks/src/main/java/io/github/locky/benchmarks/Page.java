package io.github.locky.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.util.Assert;

/**
 * A page with marks between which figures are written.
 *
 * @param path the file
 */
record Page(Path path) {

	/**
	 * Write text between the marks of a part.
	 * @param part the part
	 * @param text what to write
	 * @throws IOException if it cannot be written
	 */
	void write(String part, String text) throws IOException {
		String begin = "<!-- %s: begin -->\n".formatted(part);
		String end = "<!-- %s: end -->".formatted(part);
		String page = Files.readString(this.path);
		Assert.state(page.contains(begin) && page.contains(end), () -> "No marks for " + part);
		Files.writeString(this.path,
				page.substring(0, page.indexOf(begin) + begin.length()) + text + page.substring(page.indexOf(end)));
	}

	/**
	 * Write a chart beside the page if the page shows it.
	 * @param part what it belongs to
	 * @param chart the chart
	 * @throws IOException if it cannot be written
	 */
	void draw(String part, Chart chart) throws IOException {
		String name = "performance-" + part + ".svg";
		if (Files.readString(this.path).contains(name)) {
			Files.writeString(this.path.resolveSibling(name), chart.toString());
		}
	}

}
