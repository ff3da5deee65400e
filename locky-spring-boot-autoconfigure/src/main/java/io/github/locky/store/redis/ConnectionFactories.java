package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * What connection factories know of themselves. Neither driver need be there.
 */
final class ConnectionFactories {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

	static final boolean LETTUCE = isPresent("io.lettuce.core.RedisClient");

	static final boolean JEDIS = isPresent("redis.clients.jedis.Jedis");

	private ConnectionFactories() {
	}

	/**
	 * Return the number of the database.
	 * @param factory the factory
	 * @return the database, or {@code null} if the factory does not tell
	 */
	static @Nullable Integer database(RedisConnectionFactory factory) {
		if (LETTUCE && factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce.getDatabase();
		}
		if (JEDIS && factory instanceof JedisConnectionFactory jedis) {
			return jedis.getDatabase();
		}
		return null;
	}

	/**
	 * Describe where the factory leads to, for people.
	 * @param factory the factory
	 * @return the servers and of what kind they are
	 */
	static String describe(RedisConnectionFactory factory) {
		if (LETTUCE && factory instanceof LettuceConnectionFactory lettuce) {
			RedisConfiguration configuration = configuration(lettuce);
			return (configuration != null) ? describe(configuration)
					: describe(lettuce.getHostName() + ":" + lettuce.getPort(), lettuce.getDatabase());
		}
		if (JEDIS && factory instanceof JedisConnectionFactory jedis) {
			RedisConfiguration configuration = (jedis.getClusterConfiguration() != null)
					? jedis.getClusterConfiguration() : jedis.getSentinelConfiguration();
			return (configuration != null) ? describe(configuration)
					: describe(jedis.getHostName() + ":" + jedis.getPort(), jedis.getDatabase());
		}
		return "the Redis of " + factory;
	}

	// What is not a single server at a port
	private static @Nullable RedisConfiguration configuration(LettuceConnectionFactory factory) {
		return Stream
			.of(factory.getClusterConfiguration(), factory.getSentinelConfiguration(), factory.getSocketConfiguration(),
					masterReplica(factory))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	// The factory has no getter for it
	private static @Nullable RedisStaticMasterReplicaConfiguration masterReplica(LettuceConnectionFactory factory) {
		DirectFieldAccessor fields = new DirectFieldAccessor(factory);
		return (fields.isReadableProperty("configuration") && fields
			.getPropertyValue("configuration") instanceof RedisStaticMasterReplicaConfiguration configuration)
					? configuration : null;
	}

	private static String describe(String place, int database) {
		return "Redis at " + place + ", database " + database;
	}

	private static String describe(RedisConfiguration configuration) {
		if (configuration instanceof RedisConfiguration.ClusterConfiguration cluster) {
			return "the Redis Cluster of " + cluster.getClusterNodes();
		}
		if (configuration instanceof RedisConfiguration.SentinelConfiguration sentinel) {
			return "the Redis that the Sentinels " + sentinel.getSentinels() + " tell of";
		}
		if (configuration instanceof RedisStaticMasterReplicaConfiguration masterReplica) {
			return "the master among " + describe(masterReplica.getNodes()
				.stream()
				.map((node) -> node.getHostName() + ":" + node.getPort())
				.collect(Collectors.joining(", ")), masterReplica.getDatabase());
		}
		RedisSocketConfiguration socket = (RedisSocketConfiguration) configuration;
		return describe(socket.getSocket(), socket.getDatabase());
	}

	/**
	 * Return how long a command may take.
	 * @param factory the factory
	 * @return the time-out
	 */
	static Duration commandTimeout(RedisConnectionFactory factory) {
		if (LETTUCE && factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce.getClientConfiguration().getCommandTimeout();
		}
		if (JEDIS && factory instanceof JedisConnectionFactory jedis) {
			return jedis.getClientConfiguration().getReadTimeout();
		}
		return DEFAULT_TIMEOUT;
	}

	/**
	 * Return whether connections can subscribe. Those of Lettuce to static master and
	 * replicas can't, and say so only when asked to.
	 * @param factory the factory
	 * @param channel a channel
	 * @return {@code false} if they can't; {@code true} also if nobody knows yet
	 */
	static boolean canSubscribe(RedisConnectionFactory factory, String channel) {
		if (!LETTUCE || !(factory instanceof LettuceConnectionFactory)) {
			return true;
		}
		try (RedisConnection connection = factory.getConnection()) {
			connection.subscribe((message, pattern) -> {
			}, channel.getBytes(StandardCharsets.UTF_8));
			return true;
		}
		catch (RuntimeException ex) {
			return !(NestedExceptionUtils.getMostSpecificCause(ex) instanceof UnsupportedOperationException);
		}
	}

	/**
	 * Return whether a subscription leaves connections for anything else.
	 * @param factory the factory
	 * @return {@code false} if there is one connection only
	 */
	static boolean hasRoomForSubscription(RedisConnectionFactory factory) {
		return !JEDIS || !(factory instanceof JedisConnectionFactory jedis) || !jedis.getUsePool()
				|| jedis.getPoolConfig() == null || jedis.getPoolConfig().getMaxTotal() != 1;
	}

	/**
	 * Return what waits for replicas.
	 * @param factory the factory
	 * @param settings what to wait for, or {@code null} for nothing
	 * @return what waits, or {@code null}
	 * @throws IllegalStateException if this factory does not let anything wait
	 */
	static @Nullable ReplicatedScripts replicatedScripts(RedisConnectionFactory factory,
			@Nullable ReplicationSettings settings) {
		if (settings == null) {
			return null;
		}
		if (LETTUCE && factory instanceof LettuceConnectionFactory lettuce) {
			Assert.state(masterReplica(lettuce) == null,
					"'locky.replication.min-replicas' does not work with a static master and replicas");
			return new ReplicatedScripts(lettuce, settings);
		}
		throw new IllegalStateException("'locky.replication.min-replicas' needs Lettuce");
	}

	/**
	 * Return a call of a script by Lettuce.
	 * @param template how to reach Redis
	 * @param timeout how long a command may take
	 * @return the call, or {@code null} if this is not Lettuce
	 */
	static @Nullable LettuceScriptCall lettuceScriptCall(StringRedisTemplate template, Duration timeout) {
		return (LETTUCE && template.getRequiredConnectionFactory() instanceof LettuceConnectionFactory lettuce)
				? new LettuceScriptCall(template, lettuce, timeout) : null;
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, ConnectionFactories.class.getClassLoader());
	}

}
