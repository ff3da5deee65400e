package io.github.locky.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ConnectionFactories}.
 */
class ConnectionFactoriesTests {

	static Stream<Arguments> topologies() {
		RedisStandaloneConfiguration standalone = new RedisStandaloneConfiguration("one", 7000);
		standalone.setDatabase(3);
		RedisClusterConfiguration cluster = new RedisClusterConfiguration(List.of("one:7000", "two:7001"));
		RedisSentinelConfiguration sentinel = new RedisSentinelConfiguration().master("mymaster").sentinel("one", 7000);
		RedisSocketConfiguration socket = new RedisSocketConfiguration("/run/redis.sock");
		socket.setDatabase(3);
		return Stream.of(Arguments.of(new LettuceConnectionFactory(standalone), "Redis at one:7000, database 3"),
				Arguments.of(new LettuceConnectionFactory((RedisConfiguration) standalone),
						"Redis at one:7000, database 3"),
				Arguments.of(new JedisConnectionFactory(standalone), "Redis at one:7000, database 3"),
				Arguments.of(new LettuceConnectionFactory(cluster), "the Redis Cluster of [one:7000, two:7001]"),
				Arguments.of(new JedisConnectionFactory(cluster), "the Redis Cluster of [one:7000, two:7001]"),
				Arguments.of(new LettuceConnectionFactory(sentinel), "the Redis that the Sentinels [one:7000] tell of"),
				Arguments.of(new JedisConnectionFactory(sentinel), "the Redis that the Sentinels [one:7000] tell of"),
				Arguments.of(new LettuceConnectionFactory(socket), "Redis at /run/redis.sock, database 3"),
				Arguments.of(new LettuceConnectionFactory(masterReplica()),
						"the master among Redis at one:7000, two:7001, database 3"));
	}

	private static RedisStaticMasterReplicaConfiguration masterReplica() {
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration("one", 7000);
		configuration.addNode("two", 7001);
		configuration.setDatabase(3);
		return configuration;
	}

	@ParameterizedTest
	@MethodSource("topologies")
	void everyTopologyIsDescribed(RedisConnectionFactory factory, String description) {
		assertThat(ConnectionFactories.describe(factory)).isEqualTo(description);
	}

	@Test
	void replicasOfAStaticMasterCannotBeWaitedFor() {
		ReplicationSettings settings = new ReplicationSettings(1, Duration.ofSeconds(1));
		assertThatIllegalStateException().isThrownBy(
				() -> ConnectionFactories.replicatedScripts(new LettuceConnectionFactory(masterReplica()), settings))
			.withMessageContaining("'locky.replication.min-replicas'");
	}

}
