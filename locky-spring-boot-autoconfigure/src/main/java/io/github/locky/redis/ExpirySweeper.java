package io.github.locky.redis;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Announces locks that have run out, at their deadline, and what rivals have done to the
 * keys, after a while. Looks at each partition at least every second.
 */
final class ExpirySweeper implements Runnable {

	private static final long POLL_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final int LIMIT = 200;

	private static final int PAGE_SIZE = 100;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final SweepSchedule schedule;

	private final DoorbellPermission doorbell;

	private final RedisAvailability availability;

	private final StripedExecutor executor;

	private final HeadListener headListener;

	private volatile boolean running = true;

	ExpirySweeper(KeyspaceResolver keyspaces, ScriptRunner scripts, SweepSchedule schedule, DoorbellPermission doorbell,
			RedisAvailability availability, StripedExecutor executor, HeadListener headListener) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.schedule = schedule;
		this.doorbell = doorbell;
		this.availability = availability;
		this.executor = executor;
		this.headListener = headListener;
	}

	@Override
	public void run() {
		Partition[] partitions = begin();
		while (this.running) {
			for (Partition partition : partitions) {
				if (this.schedule.takeIfDue(partition.number)) {
					this.executor.execute(partition, () -> look(partition));
				}
			}
			this.schedule.await();
		}
	}

	private void look(Partition partition) {
		long next = System.nanoTime() + POLL_INTERVAL;
		try {
			if (this.running) {
				sweep(partition);
			}
		}
		finally {
			this.schedule.moveForward(partition.number, next);
		}
	}

	// The keyspace may be known only after Redis has answered for the first time
	private Partition[] begin() {
		while (this.running) {
			try {
				Partition[] partitions = new Partition[this.keyspaces.get().getPartitions()];
				Arrays.setAll(partitions, Partition::new);
				this.schedule.begin(partitions.length);
				this.availability.succeeded(this);
				return partitions;
			}
			catch (RuntimeException ex) {
				this.availability.failed(this, ex);
				Daemons.pause(POLL_INTERVAL);
			}
		}
		return new Partition[0];
	}

	private void sweep(Partition partition) {
		try {
			Keyspace keyspace = this.keyspaces.get();
			Poll poll = poll(keyspace, partition);
			while (!poll.due().isEmpty()) {
				settle(keyspace, partition.number, poll.due());
				if (poll.due().size() < LIMIT) {
					break;
				}
				poll = poll(keyspace, partition);
			}
			if (poll.untilOwnDeadline() >= 0) {
				this.schedule.moveForward(partition.number, SweepSchedule.afterOwn(poll.untilOwnDeadline()));
			}
			if (poll.untilDeadline() >= 0) {
				this.schedule.moveForward(partition.number, SweepSchedule.afterOther(poll.untilDeadline()));
			}
			this.headListener.head(partition.number, poll.head(), poll.held());
			this.availability.succeeded(partition);
			if (this.keyspaces.isUnverified()) {
				this.executor.execute(this.keyspaces, this::verifyLayout);
			}
		}
		catch (RuntimeException ex) {
			if (this.running) {
				this.keyspaces.forget();
				this.availability.failed(partition, ex);
			}
		}
	}

	private void verifyLayout() {
		try {
			this.keyspaces.verify();
			this.availability.succeeded(this.keyspaces);
		}
		catch (RuntimeException ex) {
			this.availability.failed(this.keyspaces, ex);
		}
	}

	private Poll poll(Keyspace keyspace, Partition partition) {
		boolean verify = partition.isVerificationDue();
		Poll poll = Poll
			.of(this.scripts.run(Scripts.POLL, keyspace, partition.number, List.of(), List.of(String.valueOf(LIMIT),
					partition.cursor, String.valueOf((verify) ? PAGE_SIZE : 0), Acquisition.INSTANCE)));
		if (verify) {
			partition.verified(poll.cursor());
			settle(keyspace, partition.number, poll.page());
		}
		return poll;
	}

	private void settle(Keyspace keyspace, int partition, List<String> resources) {
		for (int start = 0; start < resources.size(); start += LIMIT) {
			List<String> part = resources.subList(start, Math.min(start + LIMIT, resources.size()));
			this.doorbell.heard(this.scripts.run(Scripts.SETTLE, keyspace, partition, part, part));
		}
	}

	void stop() {
		this.running = false;
	}

	/**
	 * Told where each journal ends, and how many locks are held.
	 */
	interface HeadListener {

		void head(int partition, String head, long held);

	}

	/**
	 * A partition, and how far its index of holders is verified: round and round, a page
	 * a second.
	 */
	private static final class Partition {

		private final int number;

		private String cursor = "0";

		private long nextVerification = System.nanoTime();

		private Partition(int number) {
			this.number = number;
		}

		boolean isVerificationDue() {
			return System.nanoTime() - this.nextVerification >= 0;
		}

		void verified(String cursor) {
			this.cursor = cursor;
			this.nextVerification = System.nanoTime() + POLL_INTERVAL / 2;
		}

	}

	/**
	 * What {@code poll.lua} replies.
	 */
	private record Poll(String head, long held, long untilOwnDeadline, long untilDeadline, String cursor,
			List<String> due, List<String> page) {

		static Poll of(List<?> reply) {
			return new Poll((String) reply.get(0), (Long) reply.get(1), (Long) reply.get(2), (Long) reply.get(3),
					(String) reply.get(4), RedisLocks.strings((List<?>) reply.get(5)),
					RedisLocks.strings((List<?>) reply.get(6)));
		}

	}

}
