package io.github.locky.autoconfigure;

import java.util.function.Consumer;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Sets up the client of a Redis of Locky's own.
 */
final class LockyLettuceClientConfigurations {

	private static final boolean POOL_AVAILABLE = ClassUtils.isPresent("org.apache.commons.pool2.ObjectPool",
			LockyLettuceClientConfigurations.class.getClassLoader());

	private LockyLettuceClientConfigurations() {
	}

	static LettuceClientConfigurationBuilder create(@Nullable LockyRedisProperties properties,
			LockyConnectionDetails details, Consumer<ClientOptions.Builder> optionsCustomizer) {
		LettuceClientConfigurationBuilder builder = (isPooled(properties)) ? Pooling.builder(properties)
				: LettuceClientConfiguration.builder();
		SslBundle sslBundle = details.getSslBundle();
		if (sslBundle != null) {
			builder.useSsl();
		}
		if (properties != null) {
			apply(properties, builder);
		}
		builder.clientOptions(clientOptions(properties, details, sslBundle, optionsCustomizer));
		return builder;
	}

	private static boolean isPooled(@Nullable LockyRedisProperties properties) {
		Boolean enabled = (properties != null) ? properties.lettuce().pool().enabled() : null;
		return (enabled != null) ? enabled : POOL_AVAILABLE;
	}

	private static void apply(LockyRedisProperties properties, LettuceClientConfigurationBuilder builder) {
		if (properties.timeout() != null) {
			builder.commandTimeout(properties.timeout());
		}
		if (!properties.lettuce().shutdownTimeout().isZero()) {
			builder.shutdownTimeout(properties.lettuce().shutdownTimeout());
		}
		if (properties.lettuce().readFrom() != null) {
			builder.readFrom(ReadFrom.valueOf(properties.lettuce().readFrom().replaceAll("[-_]", "")));
		}
		if (StringUtils.hasText(properties.clientName())) {
			builder.clientName(properties.clientName());
		}
	}

	private static ClientOptions clientOptions(@Nullable LockyRedisProperties properties,
			LockyConnectionDetails details, @Nullable SslBundle sslBundle,
			Consumer<ClientOptions.Builder> optionsCustomizer) {
		ClientOptions.Builder builder = (details.getCluster() != null) ? clusterOptions(properties)
				: ClientOptions.builder();
		if (properties != null && properties.connectTimeout() != null) {
			builder.socketOptions(SocketOptions.builder().connectTimeout(properties.connectTimeout()).build());
		}
		if (sslBundle != null) {
			builder.sslOptions(sslOptions(sslBundle));
		}
		builder.timeoutOptions(TimeoutOptions.enabled());
		optionsCustomizer.accept(builder);
		return builder.build();
	}

	// Adaptive, so that the loss of a primary is noticed at the first error
	private static ClientOptions.Builder clusterOptions(@Nullable LockyRedisProperties properties) {
		ClusterTopologyRefreshOptions.Builder refresh = ClusterTopologyRefreshOptions.builder()
			.enableAllAdaptiveRefreshTriggers();
		if (properties != null) {
			LockyRedisProperties.Refresh configured = properties.lettuce().cluster().refresh();
			refresh.dynamicRefreshSources(configured.dynamicRefreshSources());
			if (configured.period() != null) {
				refresh.enablePeriodicRefresh(configured.period());
			}
		}
		return ClusterClientOptions.builder().topologyRefreshOptions(refresh.build());
	}

	private static SslOptions sslOptions(SslBundle sslBundle) {
		SslOptions.Builder builder = SslOptions.builder();
		builder.keyManager(sslBundle.getManagers().getKeyManagerFactory());
		builder.trustManager(sslBundle.getManagers().getTrustManagerFactory());
		if (sslBundle.getOptions().getCiphers() != null) {
			builder.cipherSuites(sslBundle.getOptions().getCiphers());
		}
		if (sslBundle.getOptions().getEnabledProtocols() != null) {
			builder.protocols(sslBundle.getOptions().getEnabledProtocols());
		}
		return builder.build();
	}

	/**
	 * Apart, because commons-pool2 need not be there.
	 */
	private static final class Pooling {

		static LettuceClientConfigurationBuilder builder(@Nullable LockyRedisProperties properties) {
			LettucePoolingClientConfiguration.LettucePoolingClientConfigurationBuilder builder = LettucePoolingClientConfiguration
				.builder();
			return (properties != null) ? builder.poolConfig(config(properties.lettuce().pool())) : builder;
		}

		private static GenericObjectPoolConfig<io.lettuce.core.api.StatefulConnection<?, ?>> config(
				LockyRedisProperties.Pool pool) {
			GenericObjectPoolConfig<io.lettuce.core.api.StatefulConnection<?, ?>> config = new GenericObjectPoolConfig<>();
			config.setMaxTotal(pool.maxActive());
			config.setMaxIdle(pool.maxIdle());
			config.setMinIdle(pool.minIdle());
			config.setMaxWait(pool.maxWait());
			if (pool.timeBetweenEvictionRuns() != null) {
				config.setTimeBetweenEvictionRuns(pool.timeBetweenEvictionRuns());
			}
			return config;
		}

	}

}
