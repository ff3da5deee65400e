package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of a Redis of Locky's own, named as Boot's {@code spring.data.redis.*}.
 *
 * @param url URL of the server, as in "redis://user:password@example.com:6379/8".
 * Excludes host, port, username, password and database.
 * @param host Host of the server. By default localhost.
 * @param port Port of the server. By default 6379.
 * @param username User name to log in with.
 * @param password Password to log in with.
 * @param database Number of the database. By default 0.
 * @param timeout How long a command may take.
 * @param connectTimeout How long connecting may take.
 * @param clientName Name to set on connections with CLIENT SETNAME.
 * @param ssl SSL.
 * @param sentinel Redis Sentinel.
 * @param cluster Redis Cluster.
 * @param masterreplica Primary and replicas that do not change their roles.
 * @param lettuce The client.
 */
record LockyRedisProperties(@Nullable String url, @Nullable String host, @Nullable Integer port,
		@Nullable String username, @Nullable String password, @Nullable Integer database, @Nullable Duration timeout,
		@Nullable Duration connectTimeout, @Nullable String clientName, @DefaultValue Ssl ssl,
		@Nullable Sentinel sentinel, @Nullable Cluster cluster, @Nullable Masterreplica masterreplica,
		@DefaultValue Lettuce lettuce) {

	/**
	 * SSL.
	 *
	 * @param enabled Whether to use SSL. Enabled by itself if a bundle is named.
	 * @param bundle Name of the SSL bundle.
	 */
	record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {

		boolean isEnabled() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

	}

	/**
	 * Redis Sentinel.
	 *
	 * @param master Name of the primary.
	 * @param nodes Comma-separated list of "host:port" pairs of the sentinels.
	 * @param username User name to log in at the sentinels with.
	 * @param password Password to log in at the sentinels with.
	 */
	record Sentinel(@Nullable String master, @DefaultValue List<String> nodes, @Nullable String username,
			@Nullable String password) {
	}

	/**
	 * Redis Cluster.
	 *
	 * @param nodes Comma-separated list of "host:port" pairs to find the cluster by.
	 * @param maxRedirects How many redirects to follow for one command.
	 */
	record Cluster(@DefaultValue List<String> nodes, @Nullable Integer maxRedirects) {
	}

	/**
	 * Primary and replicas.
	 *
	 * @param nodes Comma-separated list of "host:port" pairs.
	 */
	record Masterreplica(@DefaultValue List<String> nodes) {
	}

	/**
	 * The client.
	 *
	 * @param shutdownTimeout How long shutting down may take.
	 * @param readFrom From which nodes to read. Locky reads from the primary all the
	 * same.
	 * @param pool Connection pool.
	 * @param cluster Redis Cluster.
	 */
	record Lettuce(@DefaultValue("100ms") Duration shutdownTimeout, @Nullable String readFrom, @DefaultValue Pool pool,
			@DefaultValue LettuceCluster cluster) {
	}

	/**
	 * Connection pool.
	 *
	 * @param enabled Whether to pool connections. By default so if commons-pool2 is
	 * there.
	 * @param maxIdle How many idle connections to keep at most. Negative for no limit.
	 * @param minIdle How many idle connections to keep at least. Has an effect only with
	 * time between eviction runs.
	 * @param maxActive How many connections there may be. Negative for no limit.
	 * @param maxWait How long to wait for a connection. Negative for no limit.
	 * @param timeBetweenEvictionRuns Time between runs of the idle object evictor.
	 */
	record Pool(@Nullable Boolean enabled, @DefaultValue("8") int maxIdle, @DefaultValue("0") int minIdle,
			@DefaultValue("8") int maxActive, @DefaultValue("-1ms") Duration maxWait,
			@Nullable Duration timeBetweenEvictionRuns) {
	}

	/**
	 * Redis Cluster.
	 *
	 * @param refresh Refresh of the topology.
	 */
	record LettuceCluster(@DefaultValue Refresh refresh) {
	}

	/**
	 * Refresh of the topology.
	 *
	 * @param dynamicRefreshSources Whether to ask all nodes found, or only the configured
	 * ones.
	 * @param period Time between refreshes. Locky refreshes after errors in any case.
	 */
	record Refresh(@DefaultValue("true") boolean dynamicRefreshSources, @Nullable Duration period) {
	}

}
