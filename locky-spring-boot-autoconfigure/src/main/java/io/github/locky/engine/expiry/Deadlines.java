package io.github.locky.engine.expiry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The deadlines in one partition that come before the next poll can tell of them. Those
 * that are removed stay in the queue until their time has come.
 */
final class Deadlines {

	private final Map<String, Deadline> byResource = new HashMap<>();

	private final PriorityQueue<Deadline> queue = new PriorityQueue<>(
			(one, other) -> Long.signum(one.time - other.time));

	/**
	 * Look at a resource at this time, rather than at another one noted before. What this
	 * instance knows of a lock of its own is not overridden by what it hears of it.
	 * @param resource the resource
	 * @param time the time, by the ticker of the store
	 * @param own whether this instance has taken the lock
	 * @return whether it is the next one
	 */
	synchronized boolean note(String resource, long time, boolean own) {
		Deadline known = this.byResource.get(resource);
		if (known != null && known.own && !own) {
			return false;
		}
		Deadline deadline = new Deadline(resource, time, own);
		this.byResource.put(resource, deadline);
		this.queue.add(deadline);
		return this.queue.peek() == deadline;
	}

	/**
	 * Do not look at a resource.
	 * @param resource the resource
	 */
	synchronized void forget(String resource) {
		this.byResource.remove(resource);
	}

	/**
	 * Take what is due.
	 * @param now the time, by the ticker of the store
	 * @param limit how many resources at most
	 * @return the deadlines that have passed
	 */
	synchronized List<Deadline> takeDue(long now, int limit) {
		List<Deadline> due = new ArrayList<>();
		for (Deadline next = this.queue.peek(); next != null && due.size() < limit; next = this.queue.peek()) {
			boolean current = this.byResource.get(next.resource) == next;
			if (current && next.time - now > 0) {
				break;
			}
			this.queue.remove();
			if (current) {
				this.byResource.remove(next.resource);
				due.add(next);
			}
		}
		return due;
	}

	/**
	 * Return when the next is due.
	 * @param otherwise what to return if there is none, or that is later
	 * @return the time, by the ticker of the store
	 */
	synchronized long next(long otherwise) {
		Deadline next = this.queue.peek();
		return (next != null && next.time - otherwise < 0) ? next.time : otherwise;
	}

	/**
	 * When to look at a resource.
	 *
	 * @param resource the resource
	 * @param time the time, by the ticker of the store
	 * @param own whether this instance has taken the lock
	 */
	record Deadline(String resource, long time, boolean own) {
	}

}
