package io.github.locky.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.locky.redis.DoorbellListener;
import io.github.locky.redis.JournalEntry;

/**
 * Who waits for what in this virtual machine, first come, first served. Only the first in
 * a queue asks Redis, so a release costs one attempt and not one for each waiter.
 */
final class WaitQueues implements DoorbellListener {

	private final Map<String, Deque<Waiter>> queues = new ConcurrentHashMap<>();

	/**
	 * Queue up.
	 * @param resource what to wait for
	 * @return the waiter, of the calling thread
	 */
	Waiter join(String resource) {
		Waiter waiter = new Waiter(resource, Thread.currentThread());
		this.queues.compute(resource, (key, queue) -> {
			Deque<Waiter> result = (queue != null) ? queue : new ArrayDeque<>();
			if (result.isEmpty()) {
				waiter.comeFirst(System.nanoTime(), false);
			}
			result.add(waiter);
			return result;
		});
		return waiter;
	}

	/**
	 * Leave a queue. The next one comes first, and inherits a wake-up that was not used.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask unless it is woken before, in
	 * {@link System#nanoTime()}
	 */
	void leave(Waiter waiter, long nextAttempt) {
		this.queues.computeIfPresent(waiter.resource(), (key, queue) -> {
			boolean first = queue.peek() == waiter;
			queue.remove(waiter);
			Waiter next = queue.peek();
			if (first && next != null) {
				next.comeFirst(nextAttempt, waiter.isWoken());
			}
			return (queue.isEmpty()) ? null : queue;
		});
	}

	@Override
	public void onRing(JournalEntry.Kind kind, String resource) {
		if (!kind.isLocked()) {
			wakeFirst(resource);
		}
	}

	@Override
	public void onSilenceEnded() {
		this.queues.keySet().forEach(this::wakeFirst);
	}

	private void wakeFirst(String resource) {
		this.queues.computeIfPresent(resource, (key, queue) -> {
			queue.element().wake();
			return queue;
		});
	}

	/**
	 * Return how many wait.
	 * @return the number of waiters
	 */
	int getCount() {
		return this.queues.values().stream().mapToInt(Deque::size).sum();
	}

}
