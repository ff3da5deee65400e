package io.github.locky.engine.waiting;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.github.locky.engine.SerialExecutor;

/**
 * Asks about resources for those who must not wait for the answer: about the same ones in
 * the order in which it was wanted. All together have a few threads, of which those for
 * one partition do not wait for those for another.
 */
final class Lanes {

	private static final int LANES_OF_A_PARTITION = 4;

	private final Function<Collection<String>, Set<Integer>> knownPartitions;

	private final SerialExecutor executor;

	private final Map<Collection<String>, Use> uses = new ConcurrentHashMap<>();

	/**
	 * Create.
	 * @param knownPartitions gives the partitions of resources, or none while they are
	 * not known
	 * @param executor runs what is asked
	 */
	Lanes(Function<Collection<String>, Set<Integer>> knownPartitions, SerialExecutor executor) {
		this.knownPartitions = knownPartitions;
		this.executor = executor;
	}

	/**
	 * Return what asks about resources.
	 * @param resources the resources
	 * @return runs one task after the other, and rejects them after the end
	 */
	Executor of(Collection<String> resources) {
		return (task) -> ask(resources, task);
	}

	private void ask(Collection<String> resources, Runnable task) {
		Lane lane = enter(resources);
		try {
			this.executor.execute(lane, () -> {
				try {
					task.run();
				}
				finally {
					leave(resources);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			leave(resources);
			throw ex;
		}
	}

	// The partitions may become known, or be forgotten, while something is asked
	private Lane enter(Collection<String> resources) {
		return this.uses.compute(resources, (same, use) -> (use != null) ? use.plus(1) : new Use(laneOf(resources), 1))
			.lane();
	}

	private void leave(Collection<String> resources) {
		this.uses.computeIfPresent(resources, (same, use) -> (use.tasks() > 1) ? use.plus(-1) : null);
	}

	private Lane laneOf(Collection<String> resources) {
		return new Lane(this.knownPartitions.apply(resources),
				Math.floorMod(resources.hashCode(), LANES_OF_A_PARTITION));
	}

	/**
	 * Return whether nothing is asked.
	 * @return whether nothing runs or is yet to run
	 */
	boolean isIdle() {
		return this.uses.isEmpty();
	}

	/**
	 * What is asked one after the other.
	 *
	 * @param partitions the partitions, as far as they are known
	 * @param number tells the lanes of the same partitions apart
	 */
	private record Lane(Set<Integer> partitions, int number) {
	}

	/**
	 * The lane of resources while something is asked about them.
	 *
	 * @param lane the lane
	 * @param tasks how much is asked
	 */
	private record Use(Lane lane, int tasks) {

		Use plus(int more) {
			return new Use(this.lane, this.tasks + more);
		}

	}

}
