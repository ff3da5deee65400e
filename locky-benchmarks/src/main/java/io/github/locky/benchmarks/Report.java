package io.github.locky.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A part of the benchmarks, which can be run by itself.
 */
interface Report {

	/**
	 * Measure.
	 * @return what came of it, in Markdown
	 */
	String write();

	/**
	 * Draw what was written.
	 * @return the chart; {@code null} if there is none
	 */
	default @Nullable Chart chart() {
		return null;
	}

}
