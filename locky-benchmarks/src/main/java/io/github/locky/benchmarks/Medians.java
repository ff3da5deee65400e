package io.github.locky.benchmarks;

import java.util.stream.DoubleStream;

/**
 * Medians and percentiles.
 */
final class Medians {

	private Medians() {
	}

	static double of(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * Return the value that a part of all values does not exceed.
	 * @param sorted the values, in ascending order
	 * @param part the part, from 0 to 1
	 * @return the value; not a number if there are no values
	 */
	static double percentile(long[] sorted, double part) {
		return (sorted.length > 0) ? sorted[(int) Math.max(0, Math.ceil(part * sorted.length) - 1)] : Double.NaN;
	}

}
