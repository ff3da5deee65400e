package io.github.locky.engine.waiting;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Executor;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.LockStore;

/**
 * Asks about resources for those who must not wait for the answer. All together have a
 * few threads, of which those for one partition do not wait for those for another.
 */
final class Lanes {

	private static final int LANES_OF_A_PARTITION = 4;

	private final LockStore store;

	private final SerialExecutor executor;

	Lanes(LockStore store, SerialExecutor executor) {
		this.store = store;
		this.executor = executor;
	}

	/**
	 * Return the lane for resources, which is always one and the same for the same ones.
	 * @param resources the resources
	 * @return runs one task after the other, and rejects them after the end
	 */
	Executor of(Collection<String> resources) {
		Lane lane = new Lane(this.store.knownPartitionsOf(resources),
				Math.floorMod(resources.hashCode(), LANES_OF_A_PARTITION));
		return (task) -> this.executor.execute(lane, task);
	}

	/**
	 * What is asked one after the other.
	 *
	 * @param partitions the partitions, as far as they are known
	 * @param number tells the lanes of the same partitions apart
	 */
	private record Lane(Set<Integer> partitions, int number) {
	}

}
