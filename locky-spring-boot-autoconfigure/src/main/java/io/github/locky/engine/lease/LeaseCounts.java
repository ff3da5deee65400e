package io.github.locky.engine.lease;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of the leases of this instance since it was created.
 */
public final class LeaseCounts {

	private final LongAdder renewed = new LongAdder();

	private final LongAdder notRenewed = new LongAdder();

	private final LongAdder tooLate = new LongAdder();

	private final LongAdder lost = new LongAdder();

	LeaseCounts() {
	}

	void renewed(OwnedLease lease, boolean renewed) {
		if (renewed) {
			this.renewed.increment();
		}
		else if (lease.isHeld()) {
			this.notRenewed.increment();
		}
		else {
			this.tooLate.increment();
		}
	}

	void lost() {
		this.lost.increment();
	}

	/**
	 * Return how often leases were renewed.
	 * @return the number of renewals
	 */
	public long getRenewed() {
		return this.renewed.sum();
	}

	/**
	 * Return how often the store gave no answer to a renewal, which is tried again.
	 * @return the number of attempts
	 */
	public long getFailed() {
		return this.notRenewed.sum();
	}

	/**
	 * Return how often there was nothing to renew any more.
	 * @return the number of attempts
	 */
	public long getTooLate() {
		return this.tooLate.sum();
	}

	/**
	 * Return how many leases were lost.
	 * @return the number of leases
	 */
	public long getLost() {
		return this.lost.sum();
	}

}
