package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.locky.autoconfigure.LockyProperties.Redis;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
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
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects to a Redis that is Locky's alone, if there are {@link LockyConnectionDetails}
 * or properties {@code locky.redis.*}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisClient.class)
@Conditional(OnMissingQualifiedConnectionFactory.class)
class DedicatedConnectionConfiguration {

	private static final Delay RECONNECT_DELAY = Delay.fullJitter(Duration.ofMillis(1), Duration.ofSeconds(1), 1,
			TimeUnit.MILLISECONDS);

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

	/**
	 * Create client resources that differ from those of the application, if there are
	 * any, in one thing: Lettuce, which waits up to 30 seconds before it tries to connect
	 * again, does so within one.
	 * @param application the client resources of the application
	 * @return the client resources
	 */
	@Bean(defaultCandidate = false, destroyMethod = "shutdown")
	@ConditionalOnBean(LockyConnectionDetails.class)
	ClientResources lockyClientResources(ObjectProvider<ClientResources> application) {
		ClientResources shared = application.getIfUnique();
		ClientResources.Builder builder = (shared != null) ? share(shared) : DefaultClientResources.builder();
		return builder.reconnectDelay(RECONNECT_DELAY).build();
	}

	private static ClientResources.Builder share(ClientResources resources) {
		// A copy has event loops of its own and shuts the other threads down with it, but
		// what a builder is given it shares. Latencies are published by the original.
		return resources.mutate()
			.eventLoopGroupProvider(resources.eventLoopGroupProvider())
			.eventExecutorGroup(resources.eventExecutorGroup())
			.timer(resources.timer())
			.commandLatencyRecorder(resources.commandLatencyRecorder())
			.commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled());
	}

	@Bean(defaultCandidate = false)
	@LockyRedisConnectionFactory
	@ConditionalOnBean(LockyConnectionDetails.class)
	LettuceConnectionFactory lockyRedisConnectionFactory(LockyConnectionDetails details, Environment environment,
			@Qualifier("lockyClientResources") ClientResources clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> clientCustomizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers) {
		ClientOptions.Builder options = LettuceClientConfigurations.createOptions(details, this.properties);
		optionsCustomizers.orderedStream().forEach((customizer) -> customizer.customize(options));
		LettuceClientConfigurationBuilder client = LettuceClientConfigurations.createClient(details, this.properties);
		client.clientOptions(options.build()).clientResources(clientResources);
		clientCustomizers.orderedStream().forEach((customizer) -> customizer.customize(client));
		LettuceConnectionFactory factory = createFactory(RedisConfigurations.create(details, this.properties),
				client.build());
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
