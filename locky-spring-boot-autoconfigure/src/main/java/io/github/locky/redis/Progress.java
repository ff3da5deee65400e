package io.github.locky.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * How far the sweeper and the reader of the journals have come.
 */
final class Progress {

	private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

	private final IntFunction<@Nullable String> positions;

	private final long begin = System.nanoTime();

	private volatile int expected = 1;

	/**
	 * Create.
	 * @param positions returns the id of the journal entry of a partition that was read
	 * last; {@code null} if that journal is not read
	 */
	Progress(IntFunction<@Nullable String> positions) {
		this.positions = positions;
	}

	void expect(int partitions) {
		this.expected = partitions;
	}

	/**
	 * The sweeper has looked at a partition.
	 * @param partition the partition
	 * @param head the head of its journal
	 * @param held the number of its held locks
	 */
	void polled(int partition, String head, long held) {
		this.partitions.computeIfAbsent(partition, (key) -> new Partition())
			.polled(head, held, this.positions.apply(partition));
	}

	/**
	 * The doorbell has rung for a partition.
	 * @param partition the partition
	 */
	void rung(int partition) {
		Partition known = this.partitions.get(partition);
		if (known != null) {
			known.rung = true;
		}
	}

	/**
	 * Messages may have been missed.
	 */
	void silenceEnded() {
		this.partitions.values().forEach((partition) -> partition.rung = false);
	}

	/**
	 * Return whether what is read now was not announced by the doorbell.
	 * @param partition the partition
	 * @return whether the doorbell has not rung since the journal was read to its end
	 */
	boolean isReplay(int partition) {
		Partition known = this.partitions.get(partition);
		return known != null && !known.rung;
	}

	/**
	 * Return how many locks are held.
	 * @return the number of a second ago; {@code null} if it is not known
	 */
	@Nullable Long held() {
		return (this.partitions.size() < this.expected) ? null
				: this.partitions.values().stream().mapToLong((partition) -> partition.held).sum();
	}

	/**
	 * Return how long ago the sweeper has looked at the partition it has neglected most.
	 * @return the time
	 */
	Duration sinceSwept() {
		long now = System.nanoTime();
		boolean all = this.partitions.size() >= this.expected;
		return Duration.ofNanos(this.partitions.values()
			.stream()
			.mapToLong((partition) -> now - partition.polled)
			.max()
			.stream()
			.map((longest) -> (all) ? longest : Math.max(longest, now - this.begin))
			.findFirst()
			.orElse(now - this.begin));
	}

	/**
	 * Return for how long entries of a journal have been waiting to be read.
	 * @return the time, zero if none has
	 */
	Duration behind() {
		long now = System.nanoTime();
		long longest = 0;
		for (Map.Entry<Integer, Partition> entry : this.partitions.entrySet()) {
			if (entry.getValue().isBehind(this.positions.apply(entry.getKey()))) {
				longest = Math.max(longest, now - entry.getValue().since);
			}
		}
		return Duration.ofNanos(longest);
	}

	/**
	 * Written by the sweeper, with the exception of the bell.
	 */
	private static final class Partition {

		private volatile long polled;

		private volatile long held;

		private volatile long since;

		private volatile @Nullable String awaited;

		private volatile boolean rung;

		void polled(String head, long held, @Nullable String position) {
			long now = System.nanoTime();
			this.polled = now;
			this.held = held;
			if (position == null || position.equals(head)) {
				this.awaited = null;
				this.rung = false;
			}
			else if (!isBehind(position)) {
				this.since = now;
				this.awaited = head;
			}
		}

		boolean isBehind(@Nullable String position) {
			String awaited = this.awaited;
			return awaited != null && position != null && compare(position, awaited) < 0;
		}

		private static int compare(String id, String other) {
			int dash = id.indexOf('-');
			int otherDash = other.indexOf('-');
			int result = Long.compareUnsigned(Long.parseUnsignedLong(id, 0, dash, 10),
					Long.parseUnsignedLong(other, 0, otherDash, 10));
			return (result != 0) ? result : Long.compareUnsigned(Long.parseUnsignedLong(id, dash + 1, id.length(), 10),
					Long.parseUnsignedLong(other, otherDash + 1, other.length(), 10));
		}

	}

}
