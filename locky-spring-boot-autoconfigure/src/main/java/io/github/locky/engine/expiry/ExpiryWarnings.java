package io.github.locky.engine.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.locky.HeldLock;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;

/**
 * Finds locks that run out soon, and tells of each once for as long as its end is near.
 * Looks at a partition when it was polled, so once a second.
 */
public final class ExpiryWarnings {

	private static final OneLineLog logger = OneLineLog.of(ExpiryWarnings.class);

	private static final int LIMIT = 1000;

	private final LockStore store;

	private final SerialExecutor executor;

	private final Duration horizon;

	private final Consumer<HeldLock> listener;

	private final Set<Integer> looking = ConcurrentHashMap.newKeySet();

	// The fencing tokens of the locks whose end is near, by partition and resource
	private final Map<Integer, Map<String, Long>> known = new ConcurrentHashMap<>();

	/**
	 * Create.
	 * @param store the store
	 * @param executor runs what waits for the store and for who is told
	 * @param warning how long before their end locks are told of at least
	 * @param listener who is told
	 */
	public ExpiryWarnings(LockStore store, SerialExecutor executor, Duration warning, Consumer<HeldLock> listener) {
		this.store = store;
		this.executor = executor;
		this.horizon = warning.plus(PartitionSweep.POLL_INTERVAL);
		this.listener = listener;
	}

	/**
	 * A partition was polled.
	 * @param partition the partition
	 */
	public void onPoll(int partition) {
		if (this.looking.add(partition)) {
			this.executor.offer("expiry warnings " + partition, () -> look(partition));
		}
	}

	private void look(int partition) {
		try {
			Map<String, Long> before = this.known.getOrDefault(partition, Map.of());
			Map<String, Long> near = new HashMap<>();
			List<HeldLock> news = new ArrayList<>();
			for (HeldLock lock : this.store.expiring(partition, this.horizon, LIMIT)) {
				near.put(lock.resource(), lock.fencingToken());
				if (!lock.released() && !Long.valueOf(lock.fencingToken()).equals(before.get(lock.resource()))) {
					news.add(lock);
				}
			}
			this.known.put(partition, near);
			news.forEach(this.listener);
		}
		catch (RuntimeException ex) {
			logger.debug("Not known what runs out soon", ex);
		}
		finally {
			this.looking.remove(partition);
		}
	}

}
