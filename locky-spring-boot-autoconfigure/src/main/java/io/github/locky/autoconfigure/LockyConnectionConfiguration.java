package io.github.locky.autoconfigure;

import io.lettuce.core.resource.ClientResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Which Redis Locky uses: a bean qualified {@link LockyRedisConnectionFactory}, before
 * one of Locky's own, before the application's.
 */
@Configuration(proxyBeanMethods = false)
class LockyConnectionConfiguration {

	static final String TEMPLATE = "lockyStringRedisTemplate";

	private static final String DEDICATED = "lockyRedisConnectionFactory";

	@Bean(name = DEDICATED, defaultCandidate = false)
	@Conditional(OnDedicatedConnectionCondition.class)
	LettuceConnectionFactory lockyRedisConnectionFactory(LockyProperties lockyProperties,
			ObjectProvider<LockyConnectionDetails> connectionDetails, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<ClientResources> clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers, Environment environment) {
		LockyRedisProperties properties = lockyProperties.redis();
		LockyConnectionDetails details = connectionDetails.getIfAvailable(() -> {
			if (properties == null) {
				throw new IllegalStateException("'locky.redis' has no known property");
			}
			return new PropertiesLockyConnectionDetails(properties, sslBundles.getIfAvailable());
		});
		LettuceClientConfigurationBuilder client = LockyLettuceClientConfigurations.create(properties, details,
				(options) -> optionsCustomizers.orderedStream().forEach((customizer) -> customizer.customize(options)));
		clientResources.ifAvailable(client::clientResources);
		configurationCustomizers.orderedStream().forEach((customizer) -> customizer.customize(client));
		Integer maxRedirects = (properties != null && properties.cluster() != null)
				? properties.cluster().maxRedirects() : null;
		LettuceConnectionFactory connectionFactory = LockyLettuceConnectionFactories.create(details, maxRedirects,
				client.build());
		if (Threading.VIRTUAL.isActive(environment)) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("locky-redis-");
			executor.setVirtualThreads(true);
			connectionFactory.setExecutor(executor);
		}
		return connectionFactory;
	}

	// One of Locky's own: the application's may have transaction support switched on
	@Bean(name = TEMPLATE, defaultCandidate = false)
	StringRedisTemplate lockyStringRedisTemplate(
			@LockyRedisConnectionFactory ObjectProvider<RedisConnectionFactory> qualified,
			@Qualifier(DEDICATED) ObjectProvider<RedisConnectionFactory> dedicated,
			ObjectProvider<RedisConnectionFactory> application) {
		RedisConnectionFactory connectionFactory = qualified.getIfAvailable(() -> dedicated.getIfAvailable(() -> {
			RedisConnectionFactory common = application.getIfAvailable();
			if (common == null) {
				throw new NoRedisForLockyException();
			}
			return common;
		}));
		return new StringRedisTemplate(connectionFactory);
	}

}
