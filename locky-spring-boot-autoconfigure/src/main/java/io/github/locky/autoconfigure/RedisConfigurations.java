package io.github.locky.autoconfigure;

import java.util.List;

import io.github.locky.autoconfigure.LockyProperties.Redis;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.util.Assert;

/**
 * Turns {@link LockyConnectionDetails} into what Spring Data connects to.
 */
final class RedisConfigurations {

	private RedisConfigurations() {
	}

	static RedisConfiguration create(LockyConnectionDetails details, Redis properties) {
		RedisConfiguration configuration = createWithoutCredentials(details, properties);
		WithAuthentication authentication = (WithAuthentication) configuration;
		authentication.setUsername(details.getUsername());
		authentication.setPassword(RedisPassword.of(details.getPassword()));
		return configuration;
	}

	private static RedisConfiguration createWithoutCredentials(LockyConnectionDetails details, Redis properties) {
		if (details.getSentinel() != null) {
			return createSentinel(details.getSentinel());
		}
		if (details.getCluster() != null) {
			return createCluster(details.getCluster().getNodes(), properties);
		}
		if (details.getMasterReplica() != null) {
			return createMasterReplica(details.getMasterReplica().getNodes());
		}
		Standalone standalone = details.getStandalone();
		Assert.state(standalone != null, () -> details + " must tell where Redis is");
		return createStandalone(standalone);
	}

	private static RedisConfiguration createStandalone(Standalone standalone) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(standalone.getHost(),
				standalone.getPort());
		configuration.setDatabase(standalone.getDatabase());
		return configuration;
	}

	private static RedisConfiguration createSentinel(Sentinel sentinel) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration();
		configuration.master(sentinel.getMaster());
		configuration.setSentinels(redisNodes(sentinel.getNodes()));
		configuration.setDatabase(sentinel.getDatabase());
		configuration.setSentinelUsername(sentinel.getUsername());
		configuration.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
		return configuration;
	}

	private static RedisConfiguration createCluster(List<Node> nodes, Redis properties) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		configuration.setClusterNodes(redisNodes(nodes));
		if (properties.cluster() != null && properties.cluster().maxRedirects() != null) {
			configuration.setMaxRedirects(properties.cluster().maxRedirects());
		}
		return configuration;
	}

	private static RedisConfiguration createMasterReplica(List<Node> nodes) {
		Node first = nodes.get(0);
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(first.host(),
				first.port());
		nodes.stream().skip(1).forEach((node) -> configuration.addNode(node.host(), node.port()));
		return configuration;
	}

	private static List<RedisNode> redisNodes(List<Node> nodes) {
		return nodes.stream().map((node) -> new RedisNode(node.host(), node.port())).toList();
	}

}
