package io.github.locky.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.locky.event.LockyEvent;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keeps the last events this instance has heard.
 */
@Component
class RecentEvents {

	private static final int LIMIT = 1000;

	private final Deque<LockyEvent> events = new ArrayDeque<>();

	@EventListener
	synchronized void on(LockyEvent event) {
		this.events.addLast(event);
		if (this.events.size() > LIMIT) {
			this.events.removeFirst();
		}
	}

	synchronized List<LockyEvent> of(String resource) {
		return this.events.stream().filter((event) -> event.getResource().equals(resource)).toList();
	}

}
