package io.github.locky.store.memory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.locky.store.JournalEntry;

/**
 * Looks into a database, and changes it behind the back of the instances.
 */
public final class MemoryState {

	private final MemoryDatabase database;

	public MemoryState(MemoryDatabase database) {
		this.database = database;
	}

	public Duration remaining(String resource) {
		return call((call) -> Optional.ofNullable(call.findHeld(resource)).map(call::remaining).orElseThrow());
	}

	public void setRemaining(String resource, Duration remaining) {
		call((call) -> {
			call.prolong(Optional.ofNullable(call.findHeld(resource)).orElseThrow(), remaining);
			return true;
		});
	}

	/**
	 * Return who waits for a resource.
	 * @param resource the resource
	 * @return the ids of the instances
	 */
	public List<String> queue(String resource) {
		return call((call) -> Optional.ofNullable(call.find(resource))
			.map((record) -> record.queue().instances())
			.orElse(List.of()));
	}

	public List<JournalEntry> journal() {
		return call((call) -> call.journal().read(0, Integer.MAX_VALUE).entries());
	}

	/**
	 * Return how many records there are, of locks and of queues.
	 * @return the number of records
	 */
	public int size() {
		return call((call) -> call.table().size());
	}

	private <T> T call(Function<MemoryCall, T> action) {
		return this.database.call(MemoryLockStore.DEFAULT_JOURNAL_LENGTH, action);
	}

}
