package io.github.locky.store.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers for a while which calls that lock by force were granted, so that one that is
 * made again takes nothing from somebody who came in between.
 */
final class ForcedCalls {

	private static final long MILLIS = 15_000;

	private final Map<String, Long> until = new LinkedHashMap<>();

	boolean contains(String acquisition, long now) {
		Long until = this.until.get(acquisition);
		return until != null && now <= until;
	}

	void add(String acquisition, long now) {
		Iterator<Long> oldest = this.until.values().iterator();
		while (oldest.hasNext() && oldest.next() < now) {
			oldest.remove();
		}
		this.until.put(acquisition, now + MILLIS);
	}

}
