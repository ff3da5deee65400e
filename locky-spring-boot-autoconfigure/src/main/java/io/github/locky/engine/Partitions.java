package io.github.locky.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.locky.store.LockStore;

/**
 * Splits what is about resources in several partitions.
 */
final class Partitions {

	private static final int BATCH = 200;

	private Partitions() {
	}

	/**
	 * Group by the partition of a resource.
	 * @param <T> the type of what is grouped
	 * @param store the store
	 * @param elements what is grouped
	 * @param resource returns the resource of an element
	 * @return the elements by partition, in ascending order of partitions
	 */
	static <T> Map<Integer, List<T>> group(LockStore store, List<T> elements, Function<T, String> resource) {
		if (elements.size() == 1) {
			return Map.of(store.partitionOf(resource.apply(elements.get(0))), elements);
		}
		Map<Integer, List<T>> result = new TreeMap<>();
		elements.forEach((element) -> result
			.computeIfAbsent(store.partitionOf(resource.apply(element)), (partition) -> new ArrayList<>())
			.add(element));
		return result;
	}

	/**
	 * Group by the partition of a resource, no more at once than a store takes.
	 * @param <T> the type of what is grouped
	 * @param store the store
	 * @param elements what is grouped
	 * @param resource returns the resource of an element
	 * @param action told of each partition and some of its elements
	 */
	static <T> void inBatches(LockStore store, List<T> elements, Function<T, String> resource,
			BiConsumer<Integer, List<T>> action) {
		group(store, elements, resource).forEach((partition, part) -> {
			for (int start = 0; start < part.size(); start += BATCH) {
				action.accept(partition, part.subList(start, Math.min(start + BATCH, part.size())));
			}
		});
	}

}
