package io.github.locky.benchmarks.measure;

import java.io.Serializable;

/**
 * How many pairs of lock and unlock were done.
 *
 * @param pairs how many
 * @param perSecond how many a second
 * @param allocated how many bytes the calling threads allocated meanwhile
 */
public record PairsResult(long pairs, double perSecond, long allocated) implements Serializable {

	static final PairsResult NONE = new PairsResult(0, 0, 0);

	PairsResult plus(PairsResult other) {
		return new PairsResult(this.pairs + other.pairs, this.perSecond + other.perSecond,
				this.allocated + other.allocated);
	}

	double allocatedPerPair() {
		return (double) this.allocated / this.pairs;
	}

}
