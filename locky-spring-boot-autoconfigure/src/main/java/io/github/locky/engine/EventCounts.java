package io.github.locky.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.github.locky.store.JournalEntry;

/**
 * Counts what this instance has heard of since it was created.
 */
public final class EventCounts {

	private final LongAdder[] heard = Stream.generate(LongAdder::new)
		.limit(JournalEntry.Kind.values().length)
		.toArray(LongAdder[]::new);

	private final LongAdder replayed = new LongAdder();

	private final LongAdder missed = new LongAdder();

	void heard(JournalEntry.Kind kind, boolean replay) {
		this.heard[kind.ordinal()].increment();
		if (replay) {
			this.replayed.increment();
		}
	}

	void missed() {
		this.missed.increment();
	}

	/**
	 * Return how many transitions of a kind were heard of.
	 * @param kind the kind
	 * @return the number of transitions
	 */
	public long getHeard(JournalEntry.Kind kind) {
		return this.heard[kind.ordinal()].sum();
	}

	/**
	 * Return how many of the transitions were read from the journal without a message
	 * that announced them, as after a lost connection.
	 * @return the number of transitions
	 */
	public long getReplayed() {
		return this.replayed.sum();
	}

	/**
	 * Return how often transitions were lost because the journal no longer reached back.
	 * @return the number of gaps
	 */
	public long getMissed() {
		return this.missed.sum();
	}

}
