package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Configuration properties of Locky.
 *
 * @param store Where the locks are. In memory they end at this virtual machine, where
 * applications with the same key prefix share them: for tests and for trying out.
 * @param ttl Time to live of locks that are no leases and do not say otherwise, from 1 ms
 * to 100 years. Without it they never expire.
 * @param lease Leases
 * @param keyPrefix Prefix of the keys of locked resources.
 * @param partitions Number of partitions, from 1 to 1024, that the keys are split into.
 * All applications on one Redis must use the same. By default, 16 with a Redis Cluster
 * and 1 elsewhere.
 * @param events Events
 * @param waiting Waiting
 * @param replication Replication
 * @param web Web
 * @param redis Redis connection of Locky's own, {@code null} to use the application's
 */
@ConfigurationProperties("locky")
public record LockyProperties(@DefaultValue("redis") Store store, @Nullable Duration ttl, @DefaultValue Lease lease,
		@DefaultValue("lock:resource:") String keyPrefix, @Nullable Integer partitions, @DefaultValue Events events,
		@Name("wait") @DefaultValue Waiting waiting, @DefaultValue Replication replication, @DefaultValue Web web,
		@Nullable Redis redis) {

	/**
	 * Where locks are.
	 */
	public enum Store {

		/**
		 * In Redis.
		 */
		REDIS,

		/**
		 * In memory, without a Redis.
		 */
		MEMORY

	}

	/**
	 * Lease properties.
	 *
	 * @param ttl Time to live, from 1 s to 1 day, of leases that do not say otherwise:
	 * they are renewed at a third of it, and after a crash of their holder the locks last
	 * as long as this.
	 */
	public record Lease(@DefaultValue("30s") Duration ttl) {

	}

	/**
	 * Event properties.
	 *
	 * @param enabled Whether to publish an event when a resource is locked, is unlocked
	 * or expires.
	 * @param journalLength Number of transitions, at least 1000, that each partition
	 * keeps, so that instances can read the ones they missed. Redis may keep a few more.
	 * @param database Number of the Redis database that the locks are in. Only needed
	 * when neither the connection factory nor Redis tells it.
	 * @param expiryWarning Time, from 1 s to 1 day, before the end of a lock at which an
	 * event tells that it runs out soon unless it is refreshed. By default, there is no
	 * such event.
	 */
	public record Events(@DefaultValue("true") boolean enabled, @DefaultValue("100000") long journalLength,
			@Nullable Integer database, @Nullable Duration expiryWarning) {

	}

	/**
	 * Waiting properties.
	 *
	 * @param pollInterval Longest time, from 1 ms to 1 hour, after which those who wait
	 * for a resource look whether it is free, in case no message told them.
	 */
	public record Waiting(@DefaultValue("1s") Duration pollInterval) {

	}

	/**
	 * Replication properties.
	 *
	 * @param minReplicas Number of replicas that must acknowledge a lock before it
	 * counts. With 0 none is waited for.
	 * @param timeout Longest time, from 1 ms to 1 hour, to wait for the replicas.
	 */
	public record Replication(@DefaultValue("0") int minReplicas, @DefaultValue("1s") Duration timeout) {

	}

	/**
	 * Web properties.
	 *
	 * @param refusals Status, 423 or 409, of the problem details that a controller
	 * answers with when it does not get a lock or loses it. By default, exceptions are
	 * left to the application.
	 * @param showLocker Whether to tell in problem details who holds the resource.
	 */
	public record Web(@Nullable Integer refusals, @DefaultValue("false") boolean showLocker) {

	}

	/**
	 * Properties of a Redis connection of Locky's own.
	 *
	 * @param url URL of the Redis server, such as
	 * rediss://user:password@example.com:6379/8, instead of host, port, username,
	 * password and database.
	 * @param host Host of the Redis server.
	 * @param port Port of the Redis server.
	 * @param username Username to log in to Redis with.
	 * @param password Password to log in to Redis with.
	 * @param database Number of the Redis database, which is 0 with a cluster.
	 * @param timeout Time-out of a command.
	 * @param connectTimeout Time-out of connecting.
	 * @param clientName Name that Redis lists the connections under.
	 * @param ssl Encryption
	 * @param sentinel Sentinel
	 * @param cluster Cluster
	 * @param masterreplica Static master and replicas
	 * @param lettuce Client
	 */
	public record Redis(@Nullable String url, @Nullable String host, @Nullable Integer port, @Nullable String username,
			@Nullable String password, @Nullable Integer database, @Nullable Duration timeout,
			@Nullable Duration connectTimeout, @Nullable String clientName, @DefaultValue Ssl ssl,
			@Nullable Sentinel sentinel, @Nullable Cluster cluster, @Nullable Masterreplica masterreplica,
			@DefaultValue Lettuce lettuce) {

	}

	/**
	 * Encryption properties.
	 *
	 * @param enabled Whether to encrypt the connection. By default, it is encrypted when
	 * there is a bundle or the URL begins with "rediss".
	 * @param bundle Name of the SSL bundle to encrypt with.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {

	}

	/**
	 * Sentinel properties.
	 *
	 * @param master Name that the sentinels know the primary by.
	 * @param nodes Comma-separated list of "host:port" pairs of the sentinels.
	 * @param username Username to log in to the sentinels with.
	 * @param password Password to log in to the sentinels with.
	 */
	public record Sentinel(@Nullable String master, @DefaultValue List<String> nodes, @Nullable String username,
			@Nullable String password) {

	}

	/**
	 * Cluster properties.
	 *
	 * @param nodes Comma-separated list of "host:port" pairs, at least one, to learn the
	 * other nodes from.
	 * @param maxRedirects Number of redirects to other nodes that a command follows at
	 * most.
	 */
	public record Cluster(@DefaultValue List<String> nodes, @Nullable Integer maxRedirects) {

	}

	/**
	 * Properties of a static master with replicas.
	 *
	 * @param nodes Comma-separated list of "host:port" pairs of the primary and all its
	 * replicas.
	 */
	public record Masterreplica(@DefaultValue List<String> nodes) {

	}

	/**
	 * Client properties.
	 *
	 * @param readFrom Nodes that data is read from. Locky's scripts always run on the
	 * primary.
	 * @param shutdownTimeout Time-out of shutting the client down.
	 * @param pool Pool
	 * @param cluster Cluster client
	 */
	public record Lettuce(@Nullable String readFrom, @DefaultValue("100ms") Duration shutdownTimeout,
			@DefaultValue Pool pool, @DefaultValue ClusterClient cluster) {

	}

	/**
	 * Pool properties.
	 *
	 * @param enabled Whether to pool connections. By default, they are pooled when
	 * "commons-pool2" is available.
	 * @param maxIdle Number of idle connections that the pool keeps at most, negative for
	 * no limit.
	 * @param minIdle Number of idle connections that the pool tries to keep at least, if
	 * there is a time between eviction runs.
	 * @param maxActive Number of connections that the pool hands out at most, negative
	 * for no limit.
	 * @param maxWait Longest time to wait for a connection when all are in use, negative
	 * for no limit.
	 * @param timeBetweenEvictionRuns Time between two runs that close superfluous idle
	 * connections. By default, there are none.
	 */
	public record Pool(@Nullable Boolean enabled, @DefaultValue("8") int maxIdle, @DefaultValue("0") int minIdle,
			@DefaultValue("8") int maxActive, @DefaultValue("-1ms") Duration maxWait,
			@Nullable Duration timeBetweenEvictionRuns) {

	}

	/**
	 * Cluster client properties.
	 *
	 * @param refresh Topology refresh
	 */
	public record ClusterClient(@DefaultValue Refresh refresh) {

	}

	/**
	 * Topology refresh properties.
	 *
	 * @param dynamicRefreshSources Whether to ask all nodes of the cluster for its
	 * topology instead of only the configured ones.
	 * @param period Time after which the topology is asked for again. By default, that
	 * only happens when a connection was lost or a slot moved.
	 */
	public record Refresh(@DefaultValue("true") boolean dynamicRefreshSources, @Nullable Duration period) {

	}

}
