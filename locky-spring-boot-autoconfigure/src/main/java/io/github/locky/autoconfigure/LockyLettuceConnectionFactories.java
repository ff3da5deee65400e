package io.github.locky.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.Assert;

/**
 * Makes a connection factory for {@link LockyConnectionDetails}.
 */
final class LockyLettuceConnectionFactories {

	private LockyLettuceConnectionFactories() {
	}

	static LettuceConnectionFactory create(LockyConnectionDetails details, @Nullable Integer maxRedirects,
			LettuceClientConfiguration clientConfiguration) {
		RedisConfiguration configuration = configuration(details, maxRedirects);
		if (configuration instanceof RedisConfiguration.WithAuthentication withAuthentication) {
			withAuthentication.setUsername(details.getUsername());
			withAuthentication.setPassword(RedisPassword.of(details.getPassword()));
		}
		return new LettuceConnectionFactory(configuration, clientConfiguration);
	}

	private static RedisConfiguration configuration(LockyConnectionDetails details, @Nullable Integer maxRedirects) {
		Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return sentinel(sentinel);
		}
		Cluster cluster = details.getCluster();
		if (cluster != null) {
			return cluster(cluster, maxRedirects);
		}
		MasterReplica masterReplica = details.getMasterReplica();
		if (masterReplica != null) {
			return masterReplica(masterReplica);
		}
		Standalone standalone = details.getStandalone();
		Assert.state(standalone != null, "LockyConnectionDetails name no Redis");
		return standalone(standalone);
	}

	private static RedisConfiguration standalone(Standalone standalone) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(standalone.getHost(),
				standalone.getPort());
		configuration.setDatabase(standalone.getDatabase());
		return configuration;
	}

	private static RedisConfiguration sentinel(Sentinel sentinel) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration();
		configuration.master(sentinel.getMaster());
		configuration.setSentinels(nodes(sentinel.getNodes()));
		configuration.setDatabase(sentinel.getDatabase());
		configuration.setSentinelUsername(sentinel.getUsername());
		configuration.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
		return configuration;
	}

	private static RedisConfiguration cluster(Cluster cluster, @Nullable Integer maxRedirects) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		configuration.setClusterNodes(nodes(cluster.getNodes()));
		if (maxRedirects != null) {
			configuration.setMaxRedirects(maxRedirects);
		}
		return configuration;
	}

	private static RedisConfiguration masterReplica(MasterReplica masterReplica) {
		List<Node> nodes = masterReplica.getNodes();
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
				nodes.get(0).host(), nodes.get(0).port());
		nodes.stream().skip(1).forEach((node) -> configuration.addNode(node.host(), node.port()));
		return configuration;
	}

	private static List<RedisNode> nodes(List<Node> nodes) {
		return nodes.stream().map((node) -> new RedisNode(node.host(), node.port())).toList();
	}

}
