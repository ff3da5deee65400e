package io.github.locky.autoconfigure;

import java.util.List;

import io.github.locky.autoconfigure.LockyProperties.Redis;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
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
		WithAuthentication configuration = createWithoutCredentials(details, properties);
		configuration.setUsername(details.getUsername());
		configuration.setPassword(RedisPassword.of(details.getPassword()));
		return (RedisConfiguration) configuration;
	}

	private static WithAuthentication createWithoutCredentials(LockyConnectionDetails details, Redis properties) {
		if (details.getSentinel() != null) {
			return createSentinel(details.getSentinel());
		}
		if (details.getCluster() != null) {
			return createCluster(details.getCluster(), properties);
		}
		if (details.getMasterReplica() != null) {
			return createMasterReplica(details.getMasterReplica());
		}
		Standalone standalone = details.getStandalone();
		Assert.state(standalone != null, () -> details + " must tell where Redis is");
		return createStandalone(standalone);
	}

	private static RedisStandaloneConfiguration createStandalone(Standalone standalone) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(standalone.getHost(),
				standalone.getPort());
		configuration.setDatabase(standalone.getDatabase());
		return configuration;
	}

	private static RedisSentinelConfiguration createSentinel(Sentinel sentinel) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(sentinel.getMaster());
		sentinel.getNodes().forEach((node) -> configuration.sentinel(node.host(), node.port()));
		configuration.setDatabase(sentinel.getDatabase());
		configuration.setSentinelUsername(sentinel.getUsername());
		configuration.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
		return configuration;
	}

	private static RedisClusterConfiguration createCluster(Cluster cluster, Redis properties) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		cluster.getNodes().forEach((node) -> configuration.clusterNode(node.host(), node.port()));
		PropertyMapper.get()
			.from(properties.cluster())
			.as(LockyProperties.Cluster::maxRedirects)
			.to(configuration::setMaxRedirects);
		return configuration;
	}

	private static RedisStaticMasterReplicaConfiguration createMasterReplica(MasterReplica masterReplica) {
		List<Node> nodes = masterReplica.getNodes();
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
				nodes.get(0).host(), nodes.get(0).port());
		nodes.stream().skip(1).forEach((node) -> configuration.addNode(node.host(), node.port()));
		return configuration;
	}

}
