package io.github.locky.store.memory;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The instances that wait for a resource, each once, in the order they came.
 *
 * @param instances the ids of the instances
 */
record InstanceQueue(List<String> instances) {

	static final InstanceQueue EMPTY = new InstanceQueue(List.of());

	boolean isEmpty() {
		return this.instances.isEmpty();
	}

	@Nullable String first() {
		return (this.instances.isEmpty()) ? null : this.instances.get(0);
	}

	boolean isFirst(String instance) {
		return instance.equals(first());
	}

	/**
	 * Return the place of an instance.
	 * @param instance the instance
	 * @return the place, beginning with 1; 0 if it is not in the queue
	 */
	int place(String instance) {
		return this.instances.indexOf(instance) + 1;
	}

	boolean contains(String instance) {
		return this.instances.contains(instance);
	}

	InstanceQueue without(@Nullable String instance) {
		return (instance == null || !contains(instance)) ? this
				: of(this.instances.stream().filter((other) -> !other.equals(instance)).toList());
	}

	/**
	 * Return this queue with an instance in it.
	 * @param instance the instance, which goes to the end if it is not in the queue
	 * @return the queue
	 */
	InstanceQueue with(String instance) {
		return (contains(instance)) ? this : atEnd(instance);
	}

	InstanceQueue atEnd(String instance) {
		List<String> longer = new ArrayList<>(without(instance).instances);
		longer.add(instance);
		return of(longer);
	}

	InstanceQueue inFront(String instance) {
		List<String> longer = new ArrayList<>(without(instance).instances);
		longer.add(0, instance);
		return of(longer);
	}

	private static InstanceQueue of(List<String> instances) {
		return (instances.isEmpty()) ? EMPTY : new InstanceQueue(List.copyOf(instances));
	}

}
