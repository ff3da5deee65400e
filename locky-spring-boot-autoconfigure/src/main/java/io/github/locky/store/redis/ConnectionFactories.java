package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
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
			RedisConfiguration configuration = (lettuce.getClusterConfiguration() != null)
					? lettuce.getClusterConfiguration() : lettuce.getSentinelConfiguration();
			return (configuration != null) ? describe(configuration)
					: describe(lettuce.getHostName(), lettuce.getPort(), lettuce.getDatabase());
		}
		if (JEDIS && factory instanceof JedisConnectionFactory jedis) {
			RedisConfiguration configuration = (jedis.getClusterConfiguration() != null)
					? jedis.getClusterConfiguration() : jedis.getSentinelConfiguration();
			return (configuration != null) ? describe(configuration)
					: describe(jedis.getHostName(), jedis.getPort(), jedis.getDatabase());
		}
		return "the Redis of " + factory;
	}

	private static String describe(String host, int port, int database) {
		return "Redis at " + host + ":" + port + ", database " + database;
	}

	private static String describe(RedisConfiguration configuration) {
		return (configuration instanceof RedisConfiguration.ClusterConfiguration cluster)
				? "the Redis Cluster of " + cluster.getClusterNodes() : "the Redis that the Sentinels "
						+ ((RedisConfiguration.SentinelConfiguration) configuration).getSentinels() + " tell of";
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
