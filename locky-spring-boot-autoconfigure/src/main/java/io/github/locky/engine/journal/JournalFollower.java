package io.github.locky.engine.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.JournalPage;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal of one partition. As long as it is in step, it hands on what
 * messages tell; when it is behind (a message does not begin where it stands, the
 * subscription is new, there were too many messages, or the poll tells of an entry that
 * does not come), it reads the journal from where it stands.
 */
public final class JournalFollower {

	private static final OneLineLog logger = OneLineLog.of(JournalFollower.class);

	private static final int PAGE_SIZE = 500;

	private static final int MOST_MESSAGES = 1000;

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

	// Messages come on another connection than what the poll is told
	private static final Duration HEAD_PATIENCE = Duration.ofMillis(100);

	// To wake a thread costs more than to hand on what it is told, so messages that come
	// soon after others wait for each other
	private static final long LINGER = Duration.ofMillis(1).toNanos();

	private final int partition;

	private final LockStore store;

	private final SerialExecutor executor;

	private final Lock listening;

	private final EntryListener listener;

	private final Queue<JournalMessage> messages = new ArrayDeque<>();

	private boolean behind;

	private boolean scheduled;

	private volatile boolean running;

	private volatile @Nullable JournalPosition position;

	private volatile long awaited = JournalPage.START;

	private volatile long awaitedSince;

	/**
	 * Create a follower that does not follow yet.
	 * @param partition the partition
	 * @param store the store
	 * @param executor runs the follower, under itself as key
	 * @param listening held while the listener is told
	 * @param listener who is told
	 */
	public JournalFollower(int partition, LockStore store, SerialExecutor executor, Lock listening,
			EntryListener listener) {
		this.partition = partition;
		this.store = store;
		this.executor = executor;
		this.listening = listening;
		this.listener = listener;
	}

	/**
	 * Follow from now on: from where this follower stood when it was stopped, else from
	 * the head of the journal. Blocks.
	 * @return whether it begins at the head
	 */
	public boolean start() {
		boolean first = this.position == null;
		if (first) {
			this.position = new JournalPosition(this.store.journal(this.partition, Long.MAX_VALUE, 1).head());
		}
		synchronized (this) {
			this.messages.clear();
			this.scheduled = false;
			this.running = true;
		}
		return first;
	}

	/**
	 * Hand nothing on any more.
	 */
	public void stop() {
		this.running = false;
	}

	/**
	 * Return where the follower stands.
	 * @return the id of the entry heard last; {@code null} if it has never followed
	 */
	public @Nullable Long position() {
		JournalPosition position = this.position;
		return (position != null) ? position.id() : null;
	}

	/**
	 * Something was journaled.
	 * @param message what
	 */
	public synchronized void onMessage(JournalMessage message) {
		if (!this.behind && this.messages.size() < MOST_MESSAGES) {
			this.messages.add(message);
			schedule();
		}
		else {
			fallBehind();
		}
	}

	/**
	 * Messages may have been missed.
	 */
	public synchronized void fallBehind() {
		this.messages.clear();
		this.behind = true;
		schedule();
	}

	/**
	 * The poll has told where the journal ends.
	 * @param head the id of its last entry
	 */
	public void onHead(long head) {
		Long position = position();
		if (position == null) {
			return;
		}
		// After a failover it may end earlier than it did
		if (position >= this.awaited || head < this.awaited) {
			this.awaited = head;
			this.awaitedSince = System.nanoTime();
		}
		if (this.running && position != head) {
			this.executor.offerLater(this, () -> fallBehindUnlessMoved(position), HEAD_PATIENCE);
		}
	}

	/**
	 * Return for how long an entry that the poll has told of has been waiting to be
	 * heard.
	 * @return the time, zero if none has
	 */
	Duration behindFor() {
		Long position = position();
		return (position != null && position < this.awaited) ? Duration.ofNanos(System.nanoTime() - this.awaitedSince)
				: Duration.ZERO;
	}

	private void fallBehindUnlessMoved(long position) {
		Long now = position();
		if (now != null && now == position) {
			fallBehind();
		}
	}

	private void schedule() {
		if (this.running && !this.scheduled) {
			this.scheduled = true;
			this.executor.offer(this, this::follow);
		}
	}

	private void follow() {
		JournalPosition position = this.position;
		JournalMessage message = next();
		while (position != null && this.running && (message != null || isBehind())) {
			if (message == null || !follow(position, message)) {
				readOn(position);
			}
			if (isDone()) {
				LockSupport.parkNanos(this, LINGER);
			}
			message = next();
		}
	}

	private synchronized boolean isDone() {
		return this.messages.isEmpty() && !this.behind;
	}

	private synchronized @Nullable JournalMessage next() {
		JournalMessage message = this.messages.poll();
		this.scheduled = message != null || this.behind;
		return message;
	}

	private synchronized boolean isBehind() {
		return this.behind;
	}

	private boolean follow(JournalPosition position, JournalMessage message) {
		List<JournalEntry> entries = message.entries();
		if (!entries.isEmpty() && message.before() == position.id()) {
			this.listening.lock();
			try {
				handOn(position, entries, false);
			}
			finally {
				this.listening.unlock();
			}
			return true;
		}
		return !entries.isEmpty() && position.areHeard(entries);
	}

	private void readOn(JournalPosition position) {
		synchronized (this) {
			this.behind = false;
		}
		try {
			boolean more;
			do {
				more = readPage(position);
			}
			while (this.running && more);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("Journal of partition " + this.partition + " not read", ex);
			this.executor.offerLater(this, this::fallBehind, RETRY_INTERVAL);
		}
	}

	private boolean readPage(JournalPosition position) {
		JournalPage page = this.store.journal(this.partition, position.id(), PAGE_SIZE);
		boolean follows = position.isFollowedBy(page);
		JournalPage toHear = (follows) ? page : this.store.journal(this.partition, position.doubtful(), PAGE_SIZE);
		this.listening.lock();
		try {
			if (!follows) {
				this.listener.onMissed();
			}
			handOn(position, toHear.entries(), true);
			if (!follows) {
				goOnBehind(position, toHear.entries(), toHear.head());
			}
		}
		finally {
			this.listening.unlock();
		}
		return toHear.more();
	}

	private static void goOnBehind(JournalPosition position, List<JournalEntry> entries, long head) {
		if (entries.isEmpty()) {
			position.moveTo(head);
		}
		else if (entries.get(entries.size() - 1).id() != position.id()) {
			position.moveTo(entries.get(entries.size() - 1));
		}
	}

	private void handOn(JournalPosition position, List<JournalEntry> entries, boolean replayed) {
		for (JournalEntry entry : entries) {
			if (!this.running) {
				return;
			}
			if (!replayed || !position.isHeard(entry)) {
				position.moveTo(entry);
				handOn(entry, replayed);
			}
		}
	}

	private void handOn(JournalEntry entry, boolean replayed) {
		try {
			this.listener.onEntry(this.partition, entry, replayed);
		}
		catch (Exception | Error ex) {
			logger.warn("Passed over journal entry " + entry.id(), ex);
		}
	}

}
