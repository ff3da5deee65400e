package io.github.locky.autoconfigure;

import io.github.locky.autoconfigure.LockyProperties.Redis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects to a Redis that is Locky's alone, if there are {@link LockyConnectionDetails}
 * or properties {@code locky.redis.*}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisClient.class)
@Conditional(OnMissingQualifiedConnectionFactory.class)
class DedicatedConnectionConfiguration {

	private final Redis properties;

	DedicatedConnectionConfiguration(LockyProperties properties) {
		// Details alone leave the properties to their defaults
		this.properties = (properties.redis() != null) ? properties.redis()
				: new Binder().bindOrCreate("locky.redis", Redis.class);
	}

	@Bean
	@Conditional(OnDedicatedRedisProperties.class)
	@ConditionalOnMissingBean(LockyConnectionDetails.class)
	PropertiesLockyConnectionDetails lockyConnectionDetails(ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesLockyConnectionDetails(this.properties, sslBundles.getIfAvailable());
	}

	@Bean(defaultCandidate = false)
	@LockyRedisConnectionFactory
	@ConditionalOnBean(LockyConnectionDetails.class)
	LettuceConnectionFactory lockyRedisConnectionFactory(LockyConnectionDetails details, Environment environment,
			ObjectProvider<ClientResources> clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers) {
		LettuceClientConfiguration client = new LettuceClientConfigurations(clientResources, configurationCustomizers,
				optionsCustomizers)
			.create(details, this.properties);
		LettuceConnectionFactory factory = createFactory(RedisConfigurations.create(details, this.properties), client);
		if (Threading.VIRTUAL.isActive(environment)) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("locky-redis-");
			executor.setVirtualThreads(true);
			factory.setExecutor(executor);
		}
		return factory;
	}

	private static LettuceConnectionFactory createFactory(RedisConfiguration redis, LettuceClientConfiguration client) {
		return (redis instanceof RedisStandaloneConfiguration standalone)
				? new LettuceConnectionFactory(standalone, client) : new LettuceConnectionFactory(redis, client);
	}

}
