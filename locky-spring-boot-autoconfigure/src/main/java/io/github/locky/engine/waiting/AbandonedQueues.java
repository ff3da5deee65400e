package io.github.locky.engine.waiting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

/**
 * Takes this instance out of queues of the store in which nobody waits here any more, in
 * the background and one after the other of a partition, and passes its turn on. Whoever
 * begins to wait meanwhile asks afterwards, else the place that they get would be taken
 * from them.
 */
final class AbandonedQueues {

	private static final OneLineLog logger = OneLineLog.of(AbandonedQueues.class);

	private final LockStore store;

	private final SerialExecutor executor;

	private final WaiterQueues queues;

	private final Map<String, CompletableFuture<@Nullable Void>> leaving = new ConcurrentHashMap<>();

	private final Set<Leaves> leaves = ConcurrentHashMap.newKeySet();

	AbandonedQueues(LockStore store, SerialExecutor executor, WaiterQueues queues) {
		this.store = store;
		this.executor = executor;
		this.queues = queues;
	}

	/**
	 * Leave a queue of the store, unless somebody waits here again.
	 * @param resource the resource
	 */
	void leave(String resource) {
		this.executor.offer(leaves(resource), () -> leaveNow(resource));
	}

	/**
	 * Leave a queue of the store after a while, unless somebody waits here again.
	 * @param resource the resource
	 * @param delay the time to let pass
	 */
	void leaveLater(String resource, Duration delay) {
		this.executor.offerLater(leaves(resource), () -> leaveNow(resource), delay);
	}

	private Leaves leaves(String resource) {
		Leaves leaves = new Leaves(this.store.knownPartitionsOf(List.of(resource)));
		this.leaves.add(leaves);
		return leaves;
	}

	private void leaveNow(String resource) {
		CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
		// Comes first: whoever is not seen here sees this
		this.leaving.put(resource, left);
		try {
			if (!this.queues.wakeFirst(resource)) {
				leaveInStore(resource);
			}
		}
		finally {
			this.leaving.remove(resource, left);
			left.complete(null);
		}
	}

	private void leaveInStore(String resource) {
		try {
			this.store.leaveQueue(this.store.partitionOf(resource), resource);
		}
		catch (RuntimeException ex) {
			logger.debug("Others have to find out that nobody waits here for '" + resource + "' any more", ex);
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

	/**
	 * Let all queues be left that are to be left by now.
	 * @param patience how long to wait at most
	 */
	void awaitAllLeft(Duration patience) {
		CompletableFuture.allOf(this.leaves.stream().map(this::last).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	private CompletableFuture<@Nullable Void> last(Leaves leaves) {
		CompletableFuture<@Nullable Void> last = new CompletableFuture<>();
		this.executor.offer(leaves, () -> last.complete(null));
		return last;
	}

	/**
	 * What is done one after the other.
	 *
	 * @param partitions the partitions of the resources, as far as they are known
	 */
	private record Leaves(Set<Integer> partitions) {
	}

}
