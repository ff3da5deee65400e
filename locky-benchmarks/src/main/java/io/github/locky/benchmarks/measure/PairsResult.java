package io.github.locky.benchmarks.measure;

import java.io.Serializable;

/**
 * How pairs of lock and unlock were done.
 *
 * @param perSecond how many a second, by all threads
 * @param median how many milliseconds one took that is faster than half of them
 * @param p99 how many milliseconds one took that is slower than 99 of 100
 * @param allocated how many bytes the calling thread allocates for each
 */
public record PairsResult(double perSecond, double median, double p99, double allocated) implements Serializable {
}
