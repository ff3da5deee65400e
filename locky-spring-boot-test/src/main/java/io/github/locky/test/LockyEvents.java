package io.github.locky.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.locky.event.LockyEvent;

import org.springframework.context.ApplicationListener;

/**
 * Records the events of locks that an application hears, in order. Events are heard a
 * moment after what they tell of, so {@link LockyAssertions#assertThat(LockyEvents)
 * assertions} wait for them.
 */
public class LockyEvents implements ApplicationListener<LockyEvent> {

	private final List<LockyEvent> events = new ArrayList<>();

	@Override
	public void onApplicationEvent(LockyEvent event) {
		synchronized (this.events) {
			this.events.add(event);
			this.events.notifyAll();
		}
	}

	/**
	 * Record an event, for instances that are not in an application context.
	 * @param event the event
	 */
	public void add(LockyEvent event) {
		onApplicationEvent(event);
	}

	/**
	 * Return what was heard so far.
	 * @return the events, in order
	 */
	public List<LockyEvent> all() {
		synchronized (this.events) {
			return List.copyOf(this.events);
		}
	}

	/**
	 * Forget what was heard so far.
	 */
	public void clear() {
		synchronized (this.events) {
			this.events.clear();
		}
	}

	/**
	 * Wait until what was heard is as expected.
	 * @param expected what is expected of all events
	 * @param patience how long to wait at most
	 * @return whether it came to that
	 */
	boolean await(Predicate<List<LockyEvent>> expected, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		synchronized (this.events) {
			while (!expected.test(this.events)) {
				long left = (deadline - System.nanoTime()) / 1_000_000;
				if (left <= 0) {
					return false;
				}
				try {
					this.events.wait(left);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return false;
				}
			}
			return true;
		}
	}

}
