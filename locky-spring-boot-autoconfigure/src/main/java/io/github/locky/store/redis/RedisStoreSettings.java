package io.github.locky.store.redis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How locks are kept in Redis.
 *
 * @param keyPrefix what the key of every lock begins with
 * @param partitions the number of partitions; {@code null} for
 * {@link #CLUSTER_PARTITIONS} with a cluster and 1 elsewhere
 * @param journalLength how many transitions a journal keeps at least
 * @param database the number of the database to assume when nobody tells it, or
 * {@code null}
 * @param rivalTtl the time to live that refreshing gives locks that were not taken
 * through Locky; {@code null} if it leaves theirs
 * @param replication that replicas must acknowledge locks, or {@code null} if they need
 * not
 */
public record RedisStoreSettings(String keyPrefix, @Nullable Integer partitions, long journalLength,
		@Nullable Integer database, @Nullable Duration rivalTtl, @Nullable ReplicationSettings replication) {

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
	 * Return the defaults.
	 * @return settings as without any configuration
	 */
	public static RedisStoreSettings defaults() {
		return new RedisStoreSettings(DEFAULT_KEY_PREFIX, null, DEFAULT_JOURNAL_LENGTH, null, null, null);
	}

}
