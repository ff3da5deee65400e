package io.github.locky.benchmarks;

/**
 * How long to measure.
 */
enum Effort {

	/** As long as it takes to get figures to publish. */
	FULL,

	/** As short as will do to see where the figures are. */
	TRIAL;

	<T> T of(T full, T trial) {
		return (this == FULL) ? full : trial;
	}

}
