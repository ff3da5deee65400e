package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

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
	 * @param locker for whom
	 * @param since when the waiting began, in {@link System#nanoTime()}
	 * @return the waiter, of the calling thread
	 */
	Waiter join(String resource, String locker, long since) {
		Waiter waiter = new Waiter(resource, locker, since, Thread.currentThread());
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
	 * Return who waits now.
	 * @param filter which resources are meant
	 * @return a queue for each resource
	 */
	List<WaitQueue> describe(Predicate<String> filter) {
		List<WaitQueue> all = new ArrayList<>();
		this.queues.keySet()
			.stream()
			.filter(filter)
			.forEach((resource) -> this.queues.computeIfPresent(resource, (key, queue) -> {
				all.add(describe(resource, queue));
				return queue;
			}));
		return all;
	}

	private static WaitQueue describe(String resource, Deque<Waiter> queue) {
		long now = System.nanoTime();
		long longest = queue.stream().mapToLong((waiter) -> now - waiter.since()).max().orElse(0);
		return new WaitQueue(resource, queue.stream().map(Waiter::locker).toList(), Duration.ofNanos(longest));
	}

	/**
	 * Return how many wait.
	 * @return the number of waiters
	 */
	int getCount() {
		return this.queues.values().stream().mapToInt(Deque::size).sum();
	}

}
