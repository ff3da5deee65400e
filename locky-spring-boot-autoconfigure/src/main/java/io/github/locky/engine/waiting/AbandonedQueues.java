package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import io.github.locky.engine.Locks;
import org.jspecify.annotations.Nullable;

/**
 * Takes this instance out of queues of the store in which nobody waits here any more.
 * Whoever begins to wait meanwhile asks afterwards, else the place that they get would be
 * taken from them.
 */
final class AbandonedQueues {

	private final Locks locks;

	private final WaiterQueues queues;

	private final Map<String, CompletableFuture<@Nullable Void>> leaving = new ConcurrentHashMap<>();

	AbandonedQueues(Locks locks, WaiterQueues queues) {
		this.locks = locks;
		this.queues = queues;
	}

	/**
	 * Leave a queue of the store in the background, unless somebody waits here again.
	 * @param resource the resource
	 * @param delay the time to let pass
	 */
	void leave(String resource, Duration delay) {
		this.locks.doAboutQueues(() -> leaveNow(resource), delay);
	}

	private void leaveNow(String resource) {
		CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
		// Comes first: whoever is not seen here sees this
		this.leaving.put(resource, left);
		try {
			if (!this.queues.wakeFirst(resource)) {
				this.locks.leaveQueue(resource);
			}
		}
		finally {
			this.leaving.remove(resource);
			left.complete(null);
		}
	}

	/**
	 * Let a queue be left that is being left. If the thread is interrupted that is not
	 * waited for.
	 * @param resource the resource, which somebody waits for by now
	 */
	void awaitLeft(String resource) {
		CompletableFuture<@Nullable Void> left = this.leaving.get(resource);
		if (left == null) {
			return;
		}
		try {
			left.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
