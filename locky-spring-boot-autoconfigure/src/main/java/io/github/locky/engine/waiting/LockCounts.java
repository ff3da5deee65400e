package io.github.locky.engine.waiting;

import java.util.concurrent.atomic.LongAdder;

import io.github.locky.store.LockResult;

/**
 * Counts what came of calls to lock since this instance was created.
 */
public final class LockCounts {

	private final LongAdder refusals = new LongAdder();

	private final LongAdder takeovers = new LongAdder();

	LockCounts() {
	}

	void ended(LockResult result) {
		if (!(result instanceof LockResult.Granted granted)) {
			this.refusals.increment();
		}
		else if (granted.isTakeover()) {
			this.takeovers.increment();
		}
	}

	/**
	 * Return how many calls were refused, after waiting if they were to wait.
	 * @return the number of calls
	 */
	public long getRefusals() {
		return this.refusals.sum();
	}

	/**
	 * Return how many calls took a resource from its holder by force.
	 * @return the number of calls
	 */
	public long getTakeovers() {
		return this.takeovers.sum();
	}

}
