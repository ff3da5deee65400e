package io.github.locky.engine.expiry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.locky.store.LockStore;
import io.github.locky.store.PollCommand;
import io.github.locky.store.PollResult;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one partition: expires what is due, and polls once a second, which tells of
 * deadlines to come and verifies a page of the index.
 */
final class PartitionSweep {

	static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

	// The instance that took a lock comes first, so that the others mostly hear of the
	// expiry before they look
	private static final long AFTER_OWN_DEADLINE = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long AFTER_OTHER_DEADLINE = TimeUnit.MILLISECONDS.toNanos(20);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

	private static final Duration HORIZON = POLL_INTERVAL.multipliedBy(2);

	private static final int LIMIT = 200;

	private static final int PAGE_SIZE = 100;

	private final int partition;

	private final LockStore store;

	private final boolean others;

	private final Deadlines deadlines = new Deadlines();

	private final AtomicBoolean looking = new AtomicBoolean();

	private volatile long lookingSince;

	private volatile long nextPoll;

	private volatile @Nullable Long lastPoll;

	private volatile long held;

	/**
	 * Create.
	 * @param partition the partition
	 * @param store the store
	 * @param others whether to look at the deadlines of other instances as well, because
	 * their expiries are heard
	 */
	PartitionSweep(int partition, LockStore store, boolean others) {
		this.partition = partition;
		this.store = store;
		this.others = others;
		this.nextPoll = now();
	}

	int partition() {
		return this.partition;
	}

	/**
	 * Note when a lock is due, if that comes before the next poll can tell.
	 * @param resource the resource
	 * @param remaining the time until then
	 * @param own whether this instance has taken it
	 * @return whether this is what is due next
	 */
	boolean note(String resource, Duration remaining, boolean own) {
		if ((!own && !this.others) || remaining.compareTo(HORIZON) > 0) {
			return false;
		}
		return this.deadlines.note(resource, now() + remaining.toNanos() + margin(own), own);
	}

	private static long margin(boolean own) {
		return (own) ? AFTER_OWN_DEADLINE
				: AFTER_OTHER_DEADLINE + ThreadLocalRandom.current().nextLong(AFTER_OTHER_DEADLINE);
	}

	private long now() {
		return this.store.ticker().nanoTime();
	}

	void forget(String resource) {
		this.deadlines.forget(resource);
	}

	boolean begin() {
		boolean begins = next() - now() <= 0 && this.looking.compareAndSet(false, true);
		if (begins) {
			this.lookingSince = System.nanoTime();
		}
		return begins;
	}

	/**
	 * Return whether the store does not answer for long.
	 * @return whether somebody has been looking for longer than a look may take
	 */
	boolean isStuck() {
		return this.looking.get() && System.nanoTime() - this.lookingSince > LONGEST_LOOK.toNanos();
	}

	void end() {
		this.looking.set(false);
	}

	/**
	 * Return when to look next, unless somebody looks now.
	 * @return the time, by the ticker of the store
	 */
	long next() {
		return this.deadlines.next(this.nextPoll);
	}

	/**
	 * Return when this partition was polled.
	 * @return the time, in {@link System#nanoTime()}; {@code null} if it was not yet
	 */
	@Nullable Long lastPoll() {
		return this.lastPoll;
	}

	/**
	 * Return how many locks it had then.
	 * @return the number of locks
	 */
	long held() {
		return this.held;
	}

	boolean isLooking() {
		return this.looking.get();
	}

	/**
	 * Do what is due.
	 * @return what the poll told; {@code null} if it was not time to poll
	 */
	@Nullable PollResult look() {
		expireDue(this.deadlines.takeDue(now(), LIMIT));
		return (now() - this.nextPoll >= 0) ? poll() : null;
	}

	private PollResult poll() {
		this.nextPoll = now() + POLL_INTERVAL.toNanos();
		PollResult result = this.store.poll(this.partition, new PollCommand(LIMIT, HORIZON, PAGE_SIZE));
		this.lastPoll = System.nanoTime();
		this.held = result.held();
		for (int start = 0; start < result.page().size(); start += LIMIT) {
			this.store.expire(this.partition,
					result.page().subList(start, Math.min(start + LIMIT, result.page().size())));
		}
		if (!result.due().isEmpty()) {
			this.store.expire(this.partition, result.due());
		}
		result.deadlines().forEach((deadline) -> note(deadline.resource(), deadline.remaining(), deadline.own()));
		if (result.due().size() == LIMIT) {
			this.nextPoll = now();
		}
		else if (result.deadlines().size() == LIMIT) {
			this.nextPoll = now() + result.deadlines().get(LIMIT - 1).remaining().toNanos();
		}
		return result;
	}

	private void expireDue(List<Deadlines.Deadline> due) {
		if (due.isEmpty()) {
			return;
		}
		List<@Nullable Duration> remaining = this.store.expire(this.partition,
				due.stream().map(Deadlines.Deadline::resource).toList());
		for (int i = 0; i < due.size(); i++) {
			Duration refreshed = remaining.get(i);
			if (refreshed != null) {
				note(due.get(i).resource(), refreshed, due.get(i).own());
			}
		}
	}

}
