package io.github.locky.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What a herd got in a span of time.
 *
 * @param waits how long they waited each time, in nanoseconds, in ascending order; who
 * still waits at the end is in it with the time until then
 * @param turns how often each instance had the lock, or each thread of a single one
 * @param used what Redis used
 */
record HerdResult(long[] waits, int[] turns, RedisServer.Usage used) {

	/**
	 * Count what falls into a span of time.
	 * @param all the turns of each thread; thread <em>n</em> belongs to party <em>n</em>
	 * modulo the number of parties
	 * @param parties whose turns are told from each other
	 * @param from what Redis had used at the beginning
	 * @param to what Redis had used at the end
	 * @return the result
	 */
	static HerdResult of(List<List<Turn>> all, int parties, RedisServer.Usage from, RedisServer.Usage to) {
		long begin = from.nanoTime();
		long end = to.nanoTime();
		int[] turns = new int[parties];
		for (int i = 0; i < all.size(); i++) {
			turns[i % parties] += (int) all.get(i)
				.stream()
				.filter((turn) -> turn.got() - begin >= 0 && turn.got() - end < 0)
				.count();
		}
		long[] waits = all.stream()
			.flatMap(List::stream)
			.filter((turn) -> turn.got() - begin >= 0 && turn.asked() - end < 0)
			.mapToLong((turn) -> Math.min(turn.got() - turn.asked(), end - turn.asked()))
			.sorted()
			.toArray();
		return new HerdResult(waits, turns, to.since(from));
	}

	private double turnsInAll() {
		return Math.max(1, Arrays.stream(this.turns).sum());
	}

	double perSecond() {
		return turnsInAll() / this.used.seconds();
	}

	double scripts() {
		return this.used.scripts() / turnsInAll();
	}

	double micros() {
		return this.used.micros() / turnsInAll();
	}

	double fewest() {
		return Arrays.stream(this.turns).min().orElse(0);
	}

	double most() {
		return Arrays.stream(this.turns).max().orElse(0);
	}

	/**
	 * Return a percentile of the waits.
	 * @param part the part, from 0 to 1
	 * @return a time in milliseconds
	 */
	double waited(double part) {
		return Medians.percentile(this.waits, part) / 1e6;
	}

	/**
	 * A turn.
	 *
	 * @param asked when the thread asked
	 * @param got when it got the lock
	 */
	record Turn(long asked, long got) {
	}

}
