package io.github.locky.redis;

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

	private final HeadListener headListener;

	private long nextVerification = System.nanoTime();

	private volatile boolean running = true;

	ExpirySweeper(KeyspaceResolver keyspaces, ScriptRunner scripts, SweepSchedule schedule, DoorbellPermission doorbell,
			RedisAvailability availability, HeadListener headListener) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.schedule = schedule;
		this.doorbell = doorbell;
		this.availability = availability;
		this.headListener = headListener;
	}

	@Override
	public void run() {
		Verification[] verifications = begin();
		while (this.running) {
			for (int partition = 0; partition < verifications.length && this.running; partition++) {
				if (this.schedule.takeIfDue(partition, System.nanoTime() + POLL_INTERVAL)) {
					sweep(partition, verifications[partition]);
				}
			}
			if (this.running) {
				verifyLayout();
				this.schedule.await();
			}
		}
	}

	private void verifyLayout() {
		if (System.nanoTime() - this.nextVerification < 0) {
			return;
		}
		try {
			this.keyspaces.verify();
			this.availability.succeeded(this.keyspaces);
		}
		catch (RuntimeException ex) {
			this.availability.failed(this.keyspaces, ex);
		}
		this.nextVerification = System.nanoTime() + POLL_INTERVAL;
	}

	// The keyspace may be known only after Redis has answered for the first time
	private Verification[] begin() {
		while (this.running) {
			try {
				int partitions = this.keyspaces.get().getPartitions();
				Verification[] verifications = new Verification[partitions];
				for (int i = 0; i < partitions; i++) {
					verifications[i] = new Verification();
				}
				this.schedule.begin(partitions);
				this.availability.succeeded(this);
				return verifications;
			}
			catch (RuntimeException ex) {
				this.availability.failed(this, ex);
				Daemons.pause(POLL_INTERVAL);
			}
		}
		return new Verification[0];
	}

	private void sweep(int partition, Verification verification) {
		try {
			Keyspace keyspace = this.keyspaces.get();
			Poll poll = poll(keyspace, partition, verification);
			while (!poll.due().isEmpty()) {
				settle(keyspace, partition, poll.due());
				if (poll.due().size() < LIMIT) {
					break;
				}
				poll = poll(keyspace, partition, verification);
			}
			if (poll.untilOwnDeadline() >= 0) {
				this.schedule.moveForward(partition, SweepSchedule.afterOwn(poll.untilOwnDeadline()));
			}
			if (poll.untilDeadline() >= 0) {
				this.schedule.moveForward(partition, SweepSchedule.afterOther(poll.untilDeadline()));
			}
			this.headListener.head(partition, poll.head(), poll.held());
			this.availability.succeeded(partition);
		}
		catch (RuntimeException ex) {
			if (this.running) {
				this.keyspaces.forget();
				this.availability.failed(partition, ex);
			}
		}
	}

	private Poll poll(Keyspace keyspace, int partition, Verification verification) {
		boolean verify = verification.isDue();
		Poll poll = Poll
			.of(this.scripts.run(Scripts.POLL, keyspace, partition, List.of(), List.of(String.valueOf(LIMIT),
					verification.cursor, String.valueOf((verify) ? PAGE_SIZE : 0), Acquisition.INSTANCE)));
		if (verify) {
			verification.verified(poll.cursor());
			settle(keyspace, partition, poll.page());
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
	 * Goes round the index of holders, a page a second.
	 */
	private static final class Verification {

		private String cursor = "0";

		private long next = System.nanoTime();

		boolean isDue() {
			return System.nanoTime() - this.next >= 0;
		}

		void verified(String cursor) {
			this.cursor = cursor;
			this.next = System.nanoTime() + POLL_INTERVAL / 2;
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
