package io.github.locky;

import java.time.Duration;
import java.util.List;

import io.github.locky.store.JournalEntry;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryState;

/**
 * Locks in memory.
 */
public final class MemoryTestStore implements TestStore {

	private final MemoryDatabase database = new MemoryDatabase();

	private final MemoryState state = new MemoryState(this.database);

	@Override
	public LockyInstance start(LockyInstance.Options options) {
		return LockyInstance.start(this.database, options);
	}

	@Override
	public long now() {
		return this.database.clock().millis();
	}

	@Override
	public Duration remaining(String resource) {
		return this.state.remaining(resource);
	}

	@Override
	public void setRemaining(String resource, Duration remaining) {
		this.state.setRemaining(resource, remaining);
	}

	@Override
	public boolean isQueued(String resource, LockyInstance instance) {
		return this.state.queue(resource).contains(instance.engine().getStore().instance().value());
	}

	@Override
	public List<JournalEntry> journal() {
		return this.state.journal();
	}

}
