package io.github.locky.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What an application decides about the keys.
 *
 * @param keyPrefix what the key of every lock begins with
 * @param partitions the number of partitions, or {@code null} for 16 with a cluster and 1
 * elsewhere
 * @param journalLength how many transitions a journal keeps at least
 * @param database the database to assume when the connection factory does not tell its
 * own, or {@code null}
 * @param defaultTtl the time to live of locks that do not name one, or {@code null} if
 * they do not expire
 * @param replication that replicas must acknowledge locks, or {@code null} if they need
 * not
 * @param virtualThreads whether the threads of the engine are virtual
 */
public record EngineSettings(String keyPrefix, @Nullable Integer partitions, long journalLength,
		@Nullable Integer database, @Nullable Duration defaultTtl, @Nullable ReplicationSettings replication,
		boolean virtualThreads) {

	/**
	 * The number of partitions with a cluster unless set.
	 */
	public static final int CLUSTER_PARTITIONS = 16;

	/**
	 * The prefix unless set.
	 */
	public static final String DEFAULT_KEY_PREFIX = "lock:resource:";

	/**
	 * The length of a journal unless set.
	 */
	public static final long DEFAULT_JOURNAL_LENGTH = 100_000;

	/**
	 * Create settings with platform threads.
	 * @param keyPrefix what the key of every lock begins with
	 * @param partitions the number of partitions, or {@code null}
	 * @param journalLength how many transitions a journal keeps at least
	 * @param database the database to assume, or {@code null}
	 * @param defaultTtl the time to live of locks that do not name one, or {@code null}
	 * @param replication that replicas must acknowledge locks, or {@code null}
	 */
	public EngineSettings(String keyPrefix, @Nullable Integer partitions, long journalLength,
			@Nullable Integer database, @Nullable Duration defaultTtl, @Nullable ReplicationSettings replication) {
		this(keyPrefix, partitions, journalLength, database, defaultTtl, replication, false);
	}

	/**
	 * Create settings without replication.
	 * @param keyPrefix what the key of every lock begins with
	 * @param partitions the number of partitions, or {@code null}
	 * @param journalLength how many transitions a journal keeps at least
	 * @param database the database to assume, or {@code null}
	 * @param defaultTtl the time to live of locks that do not name one, or {@code null}
	 */
	public EngineSettings(String keyPrefix, @Nullable Integer partitions, long journalLength,
			@Nullable Integer database, @Nullable Duration defaultTtl) {
		this(keyPrefix, partitions, journalLength, database, defaultTtl, null, false);
	}

	/**
	 * Let the threads of the engine be virtual.
	 * @return the same settings with virtual threads
	 */
	public EngineSettings withVirtualThreads() {
		return new EngineSettings(this.keyPrefix, this.partitions, this.journalLength, this.database, this.defaultTtl,
				this.replication, true);
	}

	/**
	 * Return the defaults.
	 * @return settings as without any configuration
	 */
	public static EngineSettings defaults() {
		return new EngineSettings(DEFAULT_KEY_PREFIX, null, DEFAULT_JOURNAL_LENGTH, null, null);
	}

}
