package io.github.locky.benchmarks.measure;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What threads got that wanted the same lock.
 *
 * @param waits how long they waited each time, in nanoseconds, in ascending order
 * @param turns how often each thread had the lock
 * @param held for how long the lock was held in all, in nanoseconds
 * @param duration how long that took
 */
public record ContentionResult(long[] waits, List<Integer> turns, long held,
		Duration duration) implements Serializable {

	/**
	 * Add what the threads of another JVM got at the same time.
	 * @param other their result
	 * @return the sum
	 */
	public ContentionResult plus(ContentionResult other) {
		List<Integer> allTurns = new ArrayList<>(this.turns);
		allTurns.addAll(other.turns);
		return new ContentionResult(
				LongStream.concat(Arrays.stream(this.waits), Arrays.stream(other.waits)).sorted().toArray(), allTurns,
				this.held + other.held, this.duration);
	}

	/**
	 * Return how often the lock was handed over.
	 * @return the number of turns a second
	 */
	public double perSecond() {
		return this.waits.length * 1e9 / this.duration.toNanos();
	}

	/**
	 * Return for which part of the time the lock was held.
	 * @return the part, from 0 to 1
	 */
	public double heldPart() {
		return (double) this.held / this.duration.toNanos();
	}

	/**
	 * Return a percentile of the waits.
	 * @param part the part, from 0 to 1
	 * @return a time in milliseconds
	 */
	public double waited(double part) {
		return Medians.percentile(this.waits, part) / 1e6;
	}

	/**
	 * Return how often the thread that got least had the lock.
	 * @return the number of turns
	 */
	public double fewest() {
		return this.turns.stream().mapToInt(Integer::intValue).min().orElse(0);
	}

	/**
	 * Return how often the thread that got most had the lock.
	 * @return the number of turns
	 */
	public double most() {
		return this.turns.stream().mapToInt(Integer::intValue).max().orElse(0);
	}

}
