package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.Keyspace;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisCluster;
import io.github.locky.testing.RedisServer;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Instances on a cluster, and where its keys are.
 */
final class ClusterFixture implements AutoCloseable {

	static final int PARTITIONS = RedisStoreSettings.CLUSTER_PARTITIONS;

	private static final Keyspace KEYSPACE = new Keyspace(RedisStoreSettings.DEFAULT_KEY_PREFIX, PARTITIONS, true, 0);

	private final RedisCluster cluster = RedisCluster.start();

	RedisCluster cluster() {
		return this.cluster;
	}

	LockyInstance start(RedisStoreSettings settings) {
		return start(settings, Duration.ofSeconds(2));
	}

	LockyInstance start(RedisStoreSettings settings, Duration commandTimeout) {
		return start(settings, commandTimeout,
				ClusterTopologyRefreshOptions.builder()
					.enableAllAdaptiveRefreshTriggers()
					.adaptiveRefreshTriggersTimeout(Duration.ofSeconds(5))
					.build());
	}

	/**
	 * Start an instance that does not learn where slots have moved to: each of its calls
	 * there is redirected.
	 */
	LockyInstance startWithoutRefresh() {
		return start(RedisStoreSettings.defaults(), Duration.ofMinutes(1),
				ClusterTopologyRefreshOptions.builder().disableAllAdaptiveRefreshTriggers().build());
	}

	private LockyInstance start(RedisStoreSettings settings, Duration commandTimeout,
			ClusterTopologyRefreshOptions refresh) {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(commandTimeout)
			.shutdownTimeout(Duration.ZERO)
			.shutdownQuietPeriod(Duration.ZERO)
			.clientOptions(ClusterClientOptions.builder()
				.timeoutOptions(TimeoutOptions.enabled())
				.topologyRefreshOptions(refresh)
				.build())
			.build();
		return LockyInstance.start(new LettuceConnectionFactory(
				new RedisClusterConfiguration(Arrays.asList(this.cluster.addresses())), client), settings);
	}

	void flush() {
		primaries().forEach((primary) -> primary.command("FLUSHALL"));
	}

	List<RedisServer> primaries() {
		return this.cluster.runningNodes().stream().filter((node) -> node.info("role").equals("master")).toList();
	}

	static int partitionOf(String resource) {
		return KEYSPACE.partitionOf(resource);
	}

	static String lockKey(String resource) {
		return RedisStoreSettings.DEFAULT_KEY_PREFIX + "{" + partitionOf(resource) + "}:" + resource;
	}

	RedisServer holding(String resource) {
		return this.cluster.primaryOf(lockKey(resource));
	}

	/**
	 * Return resources in different partitions.
	 * @param primary the primary they are to be on
	 * @return a resource for each of its partitions, in the order of partitions
	 */
	List<String> resourcesOn(RedisServer primary) {
		return IntStream.range(0, PARTITIONS)
			.mapToObj(ClusterFixture::resourceOf)
			.filter((resource) -> holding(resource) == primary)
			.toList();
	}

	static String resourceOf(int partition) {
		return IntStream.range(0, 1000)
			.mapToObj((i) -> "article:" + i)
			.filter((resource) -> partitionOf(resource) == partition)
			.findFirst()
			.orElseThrow();
	}

	Map<String, List<String>> histories() {
		Map<String, List<String>> histories = new HashMap<>();
		for (int partition = 0; partition < PARTITIONS; partition++) {
			String key = "locky:" + RedisStoreSettings.DEFAULT_KEY_PREFIX + "{" + partition + "}:journal";
			histories.putAll(Journals.histories(this.cluster.primaryOf(key), key));
		}
		return histories;
	}

	List<String> lockKeys() {
		List<String> keys = new ArrayList<>();
		primaries().forEach((primary) -> ((List<?>) primary.command("KEYS", "lock:resource:*"))
			.forEach((key) -> keys.add((String) key)));
		return keys;
	}

	@Override
	public void close() {
		this.cluster.close();
	}

}
