package io.github.locky.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Chooses the Redis that the locks are in: the {@link RedisConnectionFactory} that is
 * Locky's own, be it the user's or the one of {@link DedicatedConnectionConfiguration},
 * otherwise the application's.
 */
@Configuration(proxyBeanMethods = false)
class LockyConnectionConfiguration {

	private static final String REMEDY = "annotate the one that Locky is to use with @LockyRedisConnectionFactory.";

	private final LockyProperties properties;

	LockyConnectionConfiguration(LockyProperties properties) {
		LockyPropertiesValidator.validate(properties);
		this.properties = properties;
	}

	/**
	 * Create a template that is Locky's own, as the application may switch on transaction
	 * support in its one.
	 * @param dedicated the connection factory that is Locky's own
	 * @param application the connection factory of the application
	 * @param details where Redis is, if it is Locky's own
	 * @return the template
	 */
	@Bean(defaultCandidate = false)
	StringRedisTemplate lockyStringRedisTemplate(
			@LockyRedisConnectionFactory ObjectProvider<RedisConnectionFactory> dedicated,
			ObjectProvider<RedisConnectionFactory> application, ObjectProvider<LockyConnectionDetails> details) {
		RedisConnectionFactory connectionFactory = getIfAvailable(dedicated);
		if (connectionFactory == null) {
			refuseToIgnore(details);
			connectionFactory = getIfAvailable(application);
		}
		if (connectionFactory == null) {
			throw new LockyConfigurationException(
					"Locky has no Redis: there is no bean of type '" + RedisConnectionFactory.class.getName()
							+ "', and none of the properties 'locky.redis.*' is set.",
					"Set the properties 'spring.data.redis.*' or 'locky.redis.*', define a RedisConnectionFactory bean, "
							+ "set 'locky.store=memory' for locks in this virtual machine only, as in tests, "
							+ "or switch Locky off with 'locky.enabled=false'.");
		}
		if (isCluster(connectionFactory)) {
			LockyPropertiesValidator.validateForCluster(this.properties);
		}
		if (!(connectionFactory instanceof LettuceConnectionFactory)) {
			LockyPropertiesValidator.validateWithoutLettuce(this.properties);
		}
		StringRedisTemplate template = new StringRedisTemplate(connectionFactory);
		// Only Locky sees the connections: none needs a proxy that keeps them open
		template.setExposeConnection(true);
		return template;
	}

	private void refuseToIgnore(ObjectProvider<LockyConnectionDetails> details) {
		if (this.properties.redis() != null || details.stream().findAny().isPresent()) {
			throw new LockyConfigurationException(
					"Locky is configured to use a Redis of its own, which takes Lettuce, but Lettuce is not on the classpath.",
					"Add 'io.lettuce:lettuce-core', or define a RedisConnectionFactory bean and " + REMEDY);
		}
	}

	private static @Nullable RedisConnectionFactory getIfAvailable(ObjectProvider<RedisConnectionFactory> factories) {
		try {
			return factories.getIfAvailable();
		}
		catch (NoUniqueBeanDefinitionException ex) {
			// Not as a cause: Spring Boot would explain that one instead
			throw new LockyConfigurationException(
					"Locky can't choose between several RedisConnectionFactory beans: " + ex.getBeanNamesFound() + ".",
					"Mark one of them as @Primary, or " + REMEDY);
		}
	}

	private static boolean isCluster(RedisConnectionFactory connectionFactory) {
		return (connectionFactory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware())
				|| (connectionFactory instanceof JedisConnectionFactory jedis && jedis.isRedisClusterAware());
	}

}
