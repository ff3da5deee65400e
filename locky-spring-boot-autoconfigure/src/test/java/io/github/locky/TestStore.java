package io.github.locky;

import java.time.Duration;
import java.util.List;

import io.github.locky.store.JournalEntry;

/**
 * Where instances under test have their locks. What must be the same in all stores is
 * tested with each.
 */
public interface TestStore {

	/**
	 * Start an instance.
	 * @param options what is switched off
	 * @return the instance, to be closed
	 */
	LockyInstance start(LockyInstance.Options options);

	default LockyInstance start() {
		return start(LockyInstance.Options.DEFAULT);
	}

	/**
	 * Return the time in the store.
	 * @return milliseconds since 1970
	 */
	long now();

	/**
	 * Return how long a lock lives, as the store has it.
	 * @param resource the resource
	 * @return the time
	 */
	Duration remaining(String resource);

	/**
	 * Let a lock live for so long from now, behind the back of the instances.
	 * @param resource the resource
	 * @param remaining the time
	 */
	void setRemaining(String resource, Duration remaining);

	/**
	 * Return whether an instance stands in the queue of a resource.
	 * @param resource the resource
	 * @param instance the instance
	 * @return whether it does
	 */
	boolean isQueued(String resource, LockyInstance instance);

	/**
	 * Return what was journaled.
	 * @return all entries
	 */
	List<JournalEntry> journal();

}
