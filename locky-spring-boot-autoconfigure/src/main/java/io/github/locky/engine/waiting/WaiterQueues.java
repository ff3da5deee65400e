package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what in this instance.
 */
final class WaiterQueues {

	private static final int MOST_ROWS = 256;

	private final Map<String, WaiterQueue> queues = new ConcurrentHashMap<>();

	// They go on when nobody waits for a moment
	private final Map<String, HandOverRow> rows = new ConcurrentHashMap<>();

	private final Ticker ticker;

	WaiterQueues(Ticker ticker) {
		this.ticker = ticker;
	}

	/**
	 * Queue up.
	 * @param waiter the waiter
	 * @param inFront whether before all others
	 */
	void join(Waiter waiter, boolean inFront) {
		this.queues.compute(waiter.resource(), (resource, known) -> {
			WaiterQueue queue = (known != null) ? known : new WaiterQueue(this.ticker, resource);
			queue.add(waiter, inFront);
			return queue;
		});
	}

	/**
	 * Begin to ask the store for a waiter.
	 * @param waiter the waiter
	 * @return whether others wait for what it is to lock
	 */
	boolean beginAttempt(Waiter waiter) {
		boolean behind = Boolean.TRUE.equals(in(waiter.resource(), (queue) -> {
			waiter.beginAttempt();
			return queue.size() > 1;
		}));
		return behind || others(waiter).anyMatch(this.queues::containsKey);
	}

	private static Stream<String> others(Waiter waiter) {
		return waiter.request().getResources().stream().filter((resource) -> !resource.equals(waiter.resource()));
	}

	/**
	 * The store was asked for a waiter.
	 * @param waiter the waiter
	 * @param result what it said; {@code null} if it gave no answer
	 * @param how how it was asked
	 */
	void answered(Waiter waiter, @Nullable LockResult result, LockCommand.Waiting how) {
		if (result instanceof LockResult.Granted) {
			this.rows.remove(waiter.resource());
		}
		doIn(waiter.resource(), (queue) -> queue.answered(result, how.more(), how.patient()));
		if (!(result instanceof LockResult.Refused) && !how.more()) {
			others(waiter).forEach(this::wakeFirst);
		}
	}

	/**
	 * Leave a queue.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask unless it is woken before, by the
	 * ticker
	 * @return whether nobody waits here any more, but this instance may still stand in
	 * the queue of the store
	 */
	boolean leave(Waiter waiter, long nextAttempt) {
		boolean[] left = new boolean[1];
		this.queues.computeIfPresent(waiter.resource(), (resource, queue) -> {
			queue.remove(waiter, nextAttempt);
			left[0] = queue.isEmpty() && queue.isPerhapsQueued();
			return (queue.isEmpty()) ? null : queue;
		});
		return left[0];
	}

	/**
	 * Return why a waiter does not have the lock.
	 * @param waiter the waiter
	 * @return what is known of the holder; {@code null} if that is nothing
	 */
	LockResult.@Nullable Refused refusal(Waiter waiter) {
		return in(waiter.resource(), WaiterQueue::lastRefusal);
	}

	/**
	 * Offer a lock that is about to be released to the first in a queue.
	 * @param resource the resource
	 * @return the offer, to be followed by {@link #settle}; {@code null} if there is
	 * nobody who can be given it
	 */
	@Nullable Offer offer(String resource) {
		if (!this.queues.containsKey(resource)) {
			return null;
		}
		return in(resource, (queue) -> {
			Waiter first = queue.offer();
			return (first != null) ? offer(first, queue.size() > 1) : null;
		});
	}

	private Offer offer(Waiter first, boolean more) {
		HandOverRow row = this.rows.get(first.resource());
		return (row != null && !row.isOver(this.ticker.nanoTime())) ? new Offer(first, more, row.count(), row.began())
				: new Offer(first, more, 0, 0);
	}

	/**
	 * A lock was offered.
	 * @param offer the offer
	 * @param result what became of it; {@code null} if the store gave no answer
	 */
	void settle(Offer offer, @Nullable HandOverResult result) {
		doIn(offer.waiter().resource(), (queue) -> queue.handedOver(result, offer.more(), offer.waiter()));
		if (result != null && result.granted() != null) {
			long now = this.ticker.nanoTime();
			if (this.rows.size() >= MOST_ROWS) {
				this.rows.values().removeIf((row) -> row.isOver(now));
			}
			this.rows.put(offer.waiter().resource(), new HandOverRow(offer.row() + 1, result.rowBegan(), now));
		}
		else {
			this.rows.remove(offer.waiter().resource());
		}
	}

	/**
	 * Let the first in a queue ask the store.
	 * @param resource the resource
	 * @return {@code false} if nobody waits for it
	 */
	boolean wakeFirst(String resource) {
		return Boolean.TRUE.equals(in(resource, (queue) -> {
			queue.wakeFirst();
			return true;
		}));
	}

	/**
	 * Let the first in each queue ask the store.
	 */
	void wakeAll() {
		this.queues.keySet().forEach(this::wakeFirst);
	}

	/**
	 * Let all give up who wait.
	 */
	void giveUpAll() {
		this.queues.keySet().forEach((resource) -> doIn(resource, WaiterQueue::giveUpAll));
	}

	private void doIn(String resource, Consumer<WaiterQueue> action) {
		in(resource, (queue) -> {
			action.accept(queue);
			return null;
		});
	}

	private <T> @Nullable T in(String resource, Function<WaiterQueue, @Nullable T> action) {
		List<@Nullable T> result = new ArrayList<>(1);
		this.queues.computeIfPresent(resource, (same, queue) -> {
			result.add(action.apply(queue));
			return queue;
		});
		return (result.isEmpty()) ? null : result.get(0);
	}

	/**
	 * Return who waits now.
	 * @param filter which resources are meant
	 * @return the calls for each resource
	 */
	List<WaitingCalls> describe(Predicate<String> filter) {
		List<WaitingCalls> all = new ArrayList<>();
		this.queues.keySet()
			.stream()
			.filter(filter)
			.forEach((resource) -> doIn(resource, (queue) -> all.add(queue.describe())));
		return all;
	}

	/**
	 * Return how many wait.
	 * @return the number of waiters
	 */
	int getCount() {
		return this.queues.values().stream().mapToInt(WaiterQueue::size).sum();
	}

	/**
	 * Hand-overs of a resource in a row.
	 *
	 * @param count how many there were
	 * @param began when they began, in milliseconds of the store's clock
	 * @param last when the last of them was, in nanoseconds of the ticker
	 */
	private record HandOverRow(int count, long began, long last) {

		// Then the store ends the row by how long the lock was held alone
		private static final long LONGEST_HOLD = Duration.ofSeconds(1).toNanos();

		boolean isOver(long now) {
			return now - this.last > LONGEST_HOLD;
		}

	}

	/**
	 * A lock that is offered to a waiter.
	 *
	 * @param waiter the waiter
	 * @param more whether others wait behind it
	 * @param row how often the lock was handed over in a row
	 * @param rowBegan when that began, in milliseconds of the store's clock
	 */
	record Offer(Waiter waiter, boolean more, int row, long rowBegan) {
	}

}
