package io.github.locky.redis;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads each partition's journal from where it stands, whenever the doorbell rings, and
 * hands on the entries in order, one at a time.
 */
final class JournalReader {

	private static final Log logger = LogFactory.getLog(JournalReader.class);

	// Several messages cost one read, and the hand-over of a contended lock mostly less
	// than one
	private static final long BUSY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);

	// In a burst, locking matters more than hearing of it at once
	private static final long BURST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int BURST = 20;

	private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

	// It lasts long until a millisecond is over when the clock of Redis was set back
	private static final long LONGEST_SILENCE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int LIMIT = 500;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final StripedExecutor executor;

	private final EntryListener listener;

	private final Lock listening = new ReentrantLock();

	private volatile Partition @Nullable [] partitions;

	private volatile boolean running = true;

	JournalReader(KeyspaceResolver keyspaces, ScriptRunner scripts, StripedExecutor executor, EntryListener listener) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.executor = executor;
		this.listener = listener;
	}

	/**
	 * Stand at the head of each journal: what happened before is not heard.
	 */
	void standAtHeads() {
		Keyspace keyspace = this.keyspaces.get();
		Partition[] partitions = new Partition[keyspace.getPartitions()];
		for (int i = 0; i < partitions.length; i++) {
			partitions[i] = new Partition(i, new JournalPosition(page(keyspace, i, "+", 1).head()));
		}
		this.partitions = partitions;
	}

	private void answer(Partition partition) {
		long start = System.nanoTime();
		partition.answer();
		if (this.running) {
			JournalPage page = read(partition);
			Daemons.pause(pause(page) - (System.nanoTime() - start));
			if (page.silent() >= 0) {
				ring(partition.number);
			}
		}
	}

	private static long pause(JournalPage page) {
		long interval = (page.entries().size() < BURST) ? BUSY_INTERVAL : BURST_INTERVAL;
		return Math.max(interval, Math.min(TimeUnit.MILLISECONDS.toNanos(page.silent() + 1), LONGEST_SILENCE));
	}

	private JournalPage read(Partition partition) {
		try {
			Keyspace keyspace = this.keyspaces.get();
			JournalPage page;
			do {
				page = readOn(keyspace, partition);
			}
			while (this.running && page.entries().size() == LIMIT);
			return page;
		}
		catch (RuntimeException ex) {
			if (this.running) {
				logger.debug("Journal of partition " + partition.number + " not read", ex);
				ring(partition.number);
				Daemons.pause(RETRY_INTERVAL);
			}
			return JournalPage.NOTHING;
		}
	}

	private JournalPage readOn(Keyspace keyspace, Partition partition) {
		JournalPage page = page(keyspace, partition.number, partition.position.id(), LIMIT);
		boolean follows = partition.position.isFollowedBy(page, this.scripts.getJournalLength());
		JournalPage toRead = (follows) ? page : page(keyspace, partition.number, partition.position.doubtful(), LIMIT);
		this.listening.lock();
		try {
			if (!follows) {
				this.listener.onMissed();
			}
			handOn(partition, toRead.entries());
			if (!follows) {
				goOnBehind(partition.position, toRead.entries(), toRead.head());
			}
		}
		finally {
			this.listening.unlock();
		}
		return toRead;
	}

	private static void goOnBehind(JournalPosition position, List<JournalPage.Packed> entries, String head) {
		if (entries.isEmpty()) {
			position.moveTo(head);
		}
		else if (!entries.get(entries.size() - 1).id().equals(position.id())) {
			position.moveTo(entries.get(entries.size() - 1));
		}
	}

	private void handOn(Partition partition, List<JournalPage.Packed> entries) {
		for (JournalPage.Packed entry : entries) {
			if (!this.running) {
				return;
			}
			if (!partition.position.isRead(entry)) {
				partition.position.moveTo(entry);
				handOn(partition, entry);
			}
		}
	}

	private void handOn(Partition partition, JournalPage.Packed entry) {
		try {
			this.listener.onEntry(partition.number, entry.unpack());
		}
		catch (RuntimeException ex) {
			logger.warn("Passed over journal entry " + entry.id(), ex);
		}
	}

	private JournalPage page(Keyspace keyspace, int partition, String position, int limit) {
		return JournalPage.of(this.scripts.runForBytes(Scripts.JOURNAL, keyspace, partition,
				List.of(position, String.valueOf(limit))));
	}

	/**
	 * There may be something new in a partition.
	 * @param partition the partition
	 */
	void ring(int partition) {
		Partition[] partitions = this.partitions;
		if (partitions != null && partition < partitions.length && partitions[partition].ring()) {
			this.executor.execute(partitions[partition], () -> answer(partitions[partition]));
		}
	}

	/**
	 * There may be something new anywhere.
	 */
	void ringAll() {
		Partition[] partitions = this.partitions;
		for (int i = 0; partitions != null && i < partitions.length; i++) {
			ring(i);
		}
	}

	/**
	 * A journal ends here.
	 * @param partition the partition
	 * @param head the id of the last entry
	 */
	void head(int partition, String head) {
		Partition[] partitions = this.partitions;
		if (partitions != null && !head.equals(partitions[partition].position.id())) {
			ring(partition);
		}
	}

	/**
	 * Return where the reader stands in a journal.
	 * @param partition the partition
	 * @return the id of the entry read last; {@code null} if the journal is not read
	 */
	@Nullable String position(int partition) {
		Partition[] partitions = this.partitions;
		return (partitions != null) ? partitions[partition].position.id() : null;
	}

	void stop() {
		this.running = false;
	}

	/**
	 * Told what the journals say.
	 */
	interface EntryListener {

		void onEntry(int partition, JournalEntry entry);

		void onMissed();

	}

	/**
	 * Where the reader stands in one journal.
	 */
	private static final class Partition {

		private final int number;

		private final AtomicBoolean rung = new AtomicBoolean();

		private final JournalPosition position;

		private Partition(int number, JournalPosition position) {
			this.number = number;
			this.position = position;
		}

		boolean ring() {
			return this.rung.compareAndSet(false, true);
		}

		void answer() {
			this.rung.set(false);
		}

	}

}
