package io.github.locky.engine.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.LockStore;

/**
 * Follows the journals of all partitions. One entry at a time is handed on.
 */
public final class JournalFollowers {

	private final LockStore store;

	private final SerialExecutor executor;

	private final EntryListener listener;

	private final ReentrantLock listening = new ReentrantLock();

	private volatile List<JournalFollower> followers = List.of();

	/**
	 * Create followers that do not follow yet.
	 * @param store the store
	 * @param executor runs them
	 * @param listener who is told
	 */
	public JournalFollowers(LockStore store, SerialExecutor executor, EntryListener listener) {
		this.store = store;
		this.executor = executor;
		this.listener = listener;
	}

	/**
	 * Follow from now on: from where this instance stood before, else from the heads.
	 * Blocks.
	 * @return whether a journal was not followed before, so that what happened until now
	 * is not heard
	 */
	public boolean start() {
		List<JournalFollower> followers = new ArrayList<>(this.followers);
		for (int i = followers.size(); i < this.store.partitions(); i++) {
			followers.add(new JournalFollower(i, this.store, this.executor, this.listening, this.listener));
		}
		boolean first = false;
		for (JournalFollower follower : followers) {
			first |= follower.start();
		}
		this.followers = List.copyOf(followers);
		return first;
	}

	/**
	 * Hand nothing on any more, and wait a moment for who is told something now, unless
	 * that is who calls this.
	 * @param patience how long to wait
	 */
	public void stop(Duration patience) {
		this.followers.forEach(JournalFollower::stop);
		try {
			if (this.listening.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				this.listening.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Something was journaled.
	 * @param message what
	 */
	public void onMessage(JournalMessage message) {
		List<JournalFollower> followers = this.followers;
		if (message.partition() < followers.size()) {
			followers.get(message.partition()).onMessage(message);
		}
	}

	/**
	 * Hand something on that is not in a journal, while nothing else is. Blocks.
	 * @param telling tells who listens
	 */
	public void tell(Runnable telling) {
		this.listening.lock();
		try {
			telling.run();
		}
		finally {
			this.listening.unlock();
		}
	}

	/**
	 * Messages may have been missed.
	 */
	public void fallBehind() {
		this.followers.forEach(JournalFollower::fallBehind);
	}

	/**
	 * A poll has told where a journal ends.
	 * @param partition the partition
	 * @param head the id of its last entry
	 */
	public void onHead(int partition, long head) {
		List<JournalFollower> followers = this.followers;
		if (partition < followers.size()) {
			followers.get(partition).onHead(head);
		}
	}

	/**
	 * Return for how long entries of a journal have been waiting to be heard.
	 * @return the time, zero if none has
	 */
	public Duration behind() {
		return this.followers.stream()
			.map(JournalFollower::behindFor)
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

}
