package io.github.locky.autoconfigure;

import java.time.Duration;

import io.github.locky.LockRequest;
import io.github.locky.redis.EngineSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Configuration properties for Locky.
 *
 * @param ttl Time to live of locks that do not name one. Without it they never expire.
 * @param keyPrefix What the key of every lock in Redis begins with.
 * @param partitions Number of partitions of the keyspace. By default 16 with a Redis
 * Cluster and 1 elsewhere.
 * @param events Events.
 * @param waiting Waiting for locks.
 * @param redis Redis of Locky's own. Without any of these the application's is used.
 */
@ConfigurationProperties("locky")
public record LockyProperties(@Nullable Duration ttl, @DefaultValue(EngineSettings.DEFAULT_KEY_PREFIX) String keyPrefix,
		@Nullable Integer partitions, @DefaultValue Events events, @Name("wait") @DefaultValue Waiting waiting,
		@NestedConfigurationProperty @Nullable LockyRedisProperties redis) {

	private static final int MAX_PARTITIONS = 1024;

	EngineSettings toEngineSettings() {
		check(this.ttl == null
				|| (this.ttl.compareTo(Duration.ofMillis(1)) >= 0 && this.ttl.compareTo(LockRequest.MAX_TTL) <= 0),
				"locky.ttl", this.ttl, "must be at least 1 ms and at most 100 years");
		check(!this.keyPrefix.isBlank(), "locky.key-prefix", this.keyPrefix, "must not be blank");
		check(!this.keyPrefix.startsWith("locky:"), "locky.key-prefix", this.keyPrefix,
				"must not begin with 'locky:', which Locky's own keys begin with");
		check(this.partitions == null || (this.partitions >= 1 && this.partitions <= MAX_PARTITIONS),
				"locky.partitions", this.partitions, "must be at least 1 and at most " + MAX_PARTITIONS);
		check(this.events.journalLength >= 1, "locky.events.journal-length", this.events.journalLength,
				"must be at least 1");
		check(this.events.database == null || this.events.database >= 0, "locky.events.database", this.events.database,
				"must not be negative");
		check(this.waiting.pollInterval.compareTo(Duration.ofMillis(1)) >= 0
				&& this.waiting.pollInterval.compareTo(Duration.ofHours(1)) <= 0, "locky.wait.poll-interval",
				this.waiting.pollInterval, "must be at least 1 ms and at most 1 hour");
		return new EngineSettings(this.keyPrefix, this.partitions, this.events.journalLength, this.events.database,
				this.ttl);
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(name, value, reason);
		}
	}

	/**
	 * Events.
	 *
	 * @param enabled Whether to publish what happens to locks as application events.
	 * @param journalLength How many transitions the journal of a partition keeps at
	 * least.
	 * @param database Number of the Redis database, if the connection factory does not
	 * tell.
	 */
	public record Events(@DefaultValue("true") boolean enabled, @DefaultValue("100000") long journalLength,
			@Nullable Integer database) {
	}

	/**
	 * Waiting for locks.
	 *
	 * @param pollInterval How long a waiter relies on being woken before it looks by
	 * itself.
	 */
	public record Waiting(@DefaultValue("1s") Duration pollInterval) {
	}

}
