package io.github.locky.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.locky.redis.Acquisition;
import io.github.locky.redis.DoorbellListener;
import io.github.locky.redis.JournalEntry;
import io.github.locky.redis.LockResult;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what in this virtual machine. Only the first in a queue asks Redis, so a
 * release costs one attempt and not one for each waiter.
 */
final class WaitQueues implements DoorbellListener {

	private final Map<String, WaitLine> lines = new ConcurrentHashMap<>();

	/**
	 * Queue up.
	 * @param resource what to wait for
	 * @param acquisition the call that waits
	 * @param since when the waiting began, in {@link System#nanoTime()}
	 * @return the waiter, of the calling thread
	 */
	Waiter join(String resource, Acquisition acquisition, long since) {
		Waiter waiter = new Waiter(resource, acquisition, since, Thread.currentThread());
		this.lines.compute(resource, (key, line) -> {
			WaitLine result = (line != null) ? line : new WaitLine(resource);
			result.add(waiter);
			return result;
		});
		return waiter;
	}

	/**
	 * Begin to ask Redis for the first in a queue.
	 * @param waiter the waiter
	 * @return the call to make
	 */
	Acquisition attempt(Waiter waiter) {
		AtomicBoolean queued = new AtomicBoolean();
		inLine(waiter.resource(), (line) -> queued.set(line.size() > 1));
		return waiter.attempt(queued.get());
	}

	/**
	 * Redis has refused the attempt of the first in a queue.
	 * @param waiter the waiter
	 * @param refused what it said
	 * @return whether because of the resource that is waited for
	 */
	boolean refused(Waiter waiter, LockResult.Refused refused) {
		boolean here = refused.resource().equals(waiter.resource());
		waiter.refused(here);
		if (here) {
			inLine(waiter.resource(), (line) -> line.refused(refused.awaited()));
		}
		return here;
	}

	/**
	 * Leave a queue.
	 * @param waiter the waiter
	 * @param nextAttempt when the next one is to ask unless it is woken before, in
	 * {@link System#nanoTime()}
	 */
	void leave(Waiter waiter, long nextAttempt) {
		this.lines.computeIfPresent(waiter.resource(), (key, line) -> {
			line.remove(waiter, nextAttempt);
			return (line.isEmpty()) ? null : line;
		});
	}

	/**
	 * Offer a lock that is about to be released.
	 * @param resource the resource
	 * @return who is to have it next; {@code null} if it is to be unlocked for whoever
	 * comes, which has to be followed by {@link #unlocked}
	 */
	@Nullable Waiter offer(String resource) {
		if (!this.lines.containsKey(resource)) {
			return null;
		}
		AtomicReference<@Nullable Waiter> next = new AtomicReference<>();
		inLine(resource, (line) -> next.set(line.offer()));
		return next.get();
	}

	/**
	 * A lock was released for whoever comes, or that has failed.
	 * @param resource the resource
	 */
	void unlocked(String resource) {
		if (this.lines.containsKey(resource)) {
			inLine(resource, WaitLine::unlocked);
		}
	}

	private void inLine(String resource, Consumer<WaitLine> action) {
		this.lines.computeIfPresent(resource, (key, line) -> {
			action.accept(line);
			return line;
		});
	}

	@Override
	public void onRing(JournalEntry.Kind kind, String resource) {
		if (!kind.isLocked()) {
			inLine(resource, WaitLine::wakeFirst);
		}
	}

	@Override
	public void onWanted(String acquisition, String resource) {
		inLine(resource, (line) -> line.wanted(acquisition));
	}

	@Override
	public void onSilenceEnded() {
		this.lines.keySet().forEach((resource) -> inLine(resource, WaitLine::wakeFirst));
	}

	/**
	 * Return who waits now.
	 * @param filter which resources are meant
	 * @return a queue for each resource
	 */
	List<WaitQueue> describe(Predicate<String> filter) {
		List<WaitQueue> all = new ArrayList<>();
		this.lines.keySet()
			.stream()
			.filter(filter)
			.forEach((resource) -> inLine(resource, (line) -> all.add(line.describe())));
		return all;
	}

	/**
	 * Return how many wait.
	 * @return the number of waiters
	 */
	int getCount() {
		return this.lines.values().stream().mapToInt(WaitLine::size).sum();
	}

}
