package io.github.locky.redis;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads each partition's journal from where it stands, whenever the doorbell rings, and
 * hands on the entries in order. One thread runs it.
 */
final class JournalReader implements Runnable {

	private static final Log logger = LogFactory.getLog(JournalReader.class);

	// When busy, a burst of messages costs one read, and the hand-over of a contended
	// lock
	// mostly less than one
	private static final long BUSY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long RETRY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);

	private static final int LIMIT = 500;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final EntryListener listener;

	private volatile Partition @Nullable [] partitions;

	private volatile @Nullable Thread thread;

	private volatile boolean running = true;

	JournalReader(KeyspaceResolver keyspaces, ScriptRunner scripts, EntryListener listener) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.listener = listener;
	}

	/**
	 * Stand at the head of each journal: what happened before is not heard.
	 */
	void standAtHeads() {
		Keyspace keyspace = this.keyspaces.get();
		Partition[] partitions = new Partition[keyspace.getPartitions()];
		for (int i = 0; i < partitions.length; i++) {
			partitions[i] = new Partition(i, page(keyspace, i, "+", 1).head());
		}
		this.partitions = partitions;
	}

	@Override
	public void run() {
		Partition[] partitions = this.partitions;
		if (partitions == null) {
			throw new IllegalStateException("No position to read from");
		}
		this.thread = Thread.currentThread();
		while (this.running) {
			long start = System.nanoTime();
			if (readRung(partitions)) {
				Daemons.pause(BUSY_INTERVAL - (System.nanoTime() - start));
			}
			else {
				LockSupport.park(this);
			}
		}
	}

	private boolean readRung(Partition[] partitions) {
		boolean any = false;
		for (Partition partition : partitions) {
			if (this.running && partition.takeRing()) {
				any = true;
				read(partition);
			}
		}
		return any;
	}

	private void read(Partition partition) {
		try {
			Keyspace keyspace = this.keyspaces.get();
			JournalPage page;
			do {
				page = page(keyspace, partition.number, partition.position, LIMIT);
				handOn(partition, page);
			}
			while (this.running && page.entries().size() == LIMIT);
		}
		catch (RuntimeException ex) {
			if (this.running) {
				logger.debug("Journal of partition " + partition.number + " not read", ex);
				partition.ring();
				Daemons.pause(RETRY_INTERVAL);
			}
		}
	}

	// The page begins with the entry read last, unless that was trimmed or lost
	private void handOn(Partition partition, JournalPage page) {
		List<JournalPage.Packed> entries = page.entries();
		boolean contiguous = partition.isAtStart()
				|| (!entries.isEmpty() && entries.get(0).id().equals(partition.position));
		if (!contiguous) {
			this.listener.onMissed();
			if (entries.isEmpty()) {
				partition.position = page.head();
			}
		}
		for (JournalPage.Packed entry : entries) {
			if (!this.running) {
				return;
			}
			if (!entry.id().equals(partition.position)) {
				partition.position = entry.id();
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
			LockSupport.unpark(this.thread);
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
		if (partitions != null && !head.equals(partitions[partition].position)) {
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
		return (partitions != null) ? partitions[partition].position : null;
	}

	void stop() {
		this.running = false;
		LockSupport.unpark(this.thread);
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

		private final AtomicInteger rung = new AtomicInteger();

		private volatile String position;

		private Partition(int number, String position) {
			this.number = number;
			this.position = position;
		}

		boolean ring() {
			return this.rung.getAndSet(1) == 0;
		}

		boolean takeRing() {
			return this.rung.getAndSet(0) == 1;
		}

		boolean isAtStart() {
			return this.position.equals(JournalPage.START);
		}

	}

}
