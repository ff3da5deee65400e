package io.github.locky.engine.expiry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.engine.StoreAvailability;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.LockStore;
import io.github.locky.store.PollResult;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;

/**
 * Announces locks that have run out, at their deadline, and what rivals have done to the
 * keys, after a while. Looks at each partition at least every second.
 */
public final class ExpirySweeper implements Runnable {

	private final LockStore store;

	private final StoreAvailability availability;

	private final SerialExecutor executor;

	private final PollListener listener;

	private final boolean others;

	private volatile List<PartitionSweep> partitions = List.of();

	private final long began = System.nanoTime();

	private volatile boolean running = true;

	private volatile @Nullable Thread thread;

	/**
	 * Create a sweeper.
	 * @param store the store
	 * @param availability who is told whether the store answers
	 * @param executor runs what waits for the store
	 * @param others whether expiries are heard, so that the locks of other instances are
	 * looked after at their deadline, too
	 * @param listener who is told what polls tell
	 */
	public ExpirySweeper(LockStore store, StoreAvailability availability, SerialExecutor executor, boolean others,
			PollListener listener) {
		this.store = store;
		this.availability = availability;
		this.executor = executor;
		this.others = others;
		this.listener = listener;
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		this.partitions = begin();
		while (this.running) {
			long earliest = this.store.ticker().nanoTime() + PartitionSweep.POLL_INTERVAL.toNanos();
			for (PartitionSweep partition : this.partitions) {
				if (partition.begin()) {
					this.executor.offer(partition, () -> look(partition));
				}
				else if (partition.isStuck()) {
					this.availability.failed(partition, new QueryTimeoutException("No answer for seconds"));
				}
				else if (!partition.isLooking() && partition.next() - earliest < 0) {
					earliest = partition.next();
				}
			}
			this.store.ticker().parkUntil(this, earliest);
		}
	}

	// The number of partitions may be known only after the store has answered for the
	// first time
	private List<PartitionSweep> begin() {
		while (this.running) {
			try {
				int count = this.store.partitions();
				List<PartitionSweep> partitions = new ArrayList<>(count);
				for (int i = 0; i < count; i++) {
					partitions.add(new PartitionSweep(i, this.store, this.others));
				}
				this.availability.succeeded(this);
				return partitions;
			}
			catch (RuntimeException | Error ex) {
				this.availability.failed(this, ex);
				LockSupport.parkNanos(this, PartitionSweep.POLL_INTERVAL.toNanos());
			}
		}
		return List.of();
	}

	private void look(PartitionSweep partition) {
		try {
			PollResult result = (this.running) ? partition.look() : null;
			if (result != null) {
				this.listener.onPoll(partition.partition(), result);
				this.executor.offer(this.store, this::verifyStore);
			}
			this.availability.succeeded(partition);
		}
		catch (RuntimeException | Error ex) {
			if (this.running) {
				this.store.connectionLost();
				this.availability.failed(partition, ex);
			}
		}
		finally {
			partition.end();
			wake();
		}
	}

	private void verifyStore() {
		try {
			this.store.verifyAfterLoss();
			this.availability.succeeded(this.store);
		}
		catch (RuntimeException | Error ex) {
			this.availability.failed(this.store, ex);
		}
	}

	/**
	 * A lock was taken or released by this instance.
	 * @param partition its partition
	 * @param resource the resource
	 * @param ttl its time to live from now at most; {@code null} if it does not expire
	 */
	public void onDeadline(int partition, String resource, @Nullable Duration ttl) {
		if (ttl != null) {
			note(partition, resource, ttl, true);
		}
		else {
			forget(partition, resource);
		}
	}

	/**
	 * A transition was heard.
	 * @param partition the partition
	 * @param entry the transition
	 */
	public void onEntry(int partition, JournalEntry entry) {
		if (!entry.kind().isLocked()) {
			forget(partition, entry.resource());
		}
		else if (entry.ttl() != null) {
			note(partition, entry.resource(), entry.ttl(), false);
		}
	}

	/**
	 * Return how many locks are held.
	 * @return the number of a second ago; {@code null} if it is not known
	 */
	public @Nullable Long held() {
		List<PartitionSweep> partitions = this.partitions;
		return (partitions.isEmpty() || partitions.stream().anyMatch((partition) -> partition.lastPoll() == null))
				? null : partitions.stream().mapToLong(PartitionSweep::held).sum();
	}

	/**
	 * Return how long ago the partition was polled that was neglected most.
	 * @return the time
	 */
	public Duration sinceSwept() {
		long now = System.nanoTime();
		long longest = 0;
		for (PartitionSweep partition : this.partitions) {
			Long polled = partition.lastPoll();
			longest = Math.max(longest, now - ((polled != null) ? polled : this.began));
		}
		return Duration.ofNanos((this.partitions.isEmpty()) ? now - this.began : longest);
	}

	private void note(int partition, String resource, Duration remaining, boolean own) {
		List<PartitionSweep> partitions = this.partitions;
		if (partition < partitions.size() && partitions.get(partition).note(resource, remaining, own)) {
			wake();
		}
	}

	private void forget(int partition, String resource) {
		List<PartitionSweep> partitions = this.partitions;
		if (partition < partitions.size()) {
			partitions.get(partition).forget(resource);
		}
	}

	private void wake() {
		LockSupport.unpark(this.thread);
	}

	/**
	 * End after what is being done.
	 */
	public void stop() {
		this.running = false;
		wake();
	}

	/**
	 * Told what polls tell.
	 */
	@FunctionalInterface
	public interface PollListener {

		/**
		 * A partition was polled.
		 * @param partition the partition
		 * @param result how it is
		 */
		void onPoll(int partition, PollResult result);

	}

}
