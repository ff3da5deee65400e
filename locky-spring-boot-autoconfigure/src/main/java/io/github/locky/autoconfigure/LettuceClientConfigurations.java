package io.github.locky.autoconfigure;

import java.util.Locale;

import io.github.locky.autoconfigure.LockyProperties.Pool;
import io.github.locky.autoconfigure.LockyProperties.Redis;
import io.github.locky.autoconfigure.LockyProperties.Refresh;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Configures the Lettuce client of a connection of Locky's own as Spring Boot does the
 * application's.
 */
class LettuceClientConfigurations {

	private static final boolean COMMONS_POOL2_PRESENT = ClassUtils.isPresent("org.apache.commons.pool2.ObjectPool",
			LettuceClientConfigurations.class.getClassLoader());

	private final ObjectProvider<ClientResources> clientResources;

	private final ObjectProvider<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers;

	private final ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers;

	LettuceClientConfigurations(ObjectProvider<ClientResources> clientResources,
			ObjectProvider<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers,
			ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers) {
		this.clientResources = clientResources;
		this.configurationCustomizers = configurationCustomizers;
		this.optionsCustomizers = optionsCustomizers;
	}

	LettuceClientConfiguration create(LockyConnectionDetails details, Redis properties) {
		LettuceClientConfigurationBuilder builder = createBuilder(properties.lettuce().pool());
		SslBundle sslBundle = details.getSslBundle();
		if (sslBundle != null) {
			builder.useSsl();
		}
		applyProperties(builder, properties);
		builder.clientOptions(createOptions(details.getCluster() != null, sslBundle, properties));
		this.clientResources.ifUnique(builder::clientResources);
		this.configurationCustomizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private LettuceClientConfigurationBuilder createBuilder(Pool pool) {
		boolean enabled = (pool.enabled() != null) ? pool.enabled() : COMMONS_POOL2_PRESENT;
		if (!enabled) {
			return LettuceClientConfiguration.builder();
		}
		if (!COMMONS_POOL2_PRESENT) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.lettuce.pool.enabled", true,
					"A pool needs 'org.apache.commons:commons-pool2' on the classpath.");
		}
		return PoolingConfigurations.createBuilder(pool);
	}

	private void applyProperties(LettuceClientConfigurationBuilder builder, Redis properties) {
		if (properties.timeout() != null) {
			builder.commandTimeout(properties.timeout());
		}
		if (!properties.lettuce().shutdownTimeout().isZero()) {
			builder.shutdownTimeout(properties.lettuce().shutdownTimeout());
		}
		if (StringUtils.hasText(properties.lettuce().readFrom())) {
			builder.readFrom(readFrom(properties.lettuce().readFrom()));
		}
		if (StringUtils.hasText(properties.clientName())) {
			builder.clientName(properties.clientName());
		}
	}

	private ClientOptions createOptions(boolean cluster, @Nullable SslBundle sslBundle, Redis properties) {
		ClientOptions.Builder builder = (cluster) ? clusterOptions(properties.lettuce().cluster().refresh())
				: ClientOptions.builder();
		if (properties.connectTimeout() != null) {
			builder.socketOptions(SocketOptions.builder().connectTimeout(properties.connectTimeout()).build());
		}
		if (sslBundle != null) {
			builder.sslOptions(sslOptions(sslBundle));
		}
		builder.timeoutOptions(TimeoutOptions.enabled());
		this.optionsCustomizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static ClusterClientOptions.Builder clusterOptions(Refresh refresh) {
		// The triggers let a connection notice that a primary was lost or a slot moved
		ClusterTopologyRefreshOptions.Builder topology = ClusterTopologyRefreshOptions.builder()
			.dynamicRefreshSources(refresh.dynamicRefreshSources())
			.enableAllAdaptiveRefreshTriggers();
		if (refresh.period() != null) {
			topology.enablePeriodicRefresh(refresh.period());
		}
		return ClusterClientOptions.builder().topologyRefreshOptions(topology.build());
	}

	private static SslOptions sslOptions(SslBundle sslBundle) {
		SslOptions.Builder builder = SslOptions.builder()
			.keyManager(sslBundle.getManagers().getKeyManagerFactory())
			.trustManager(sslBundle.getManagers().getTrustManagerFactory());
		String[] ciphers = sslBundle.getOptions().getCiphers();
		if (ciphers != null) {
			builder.cipherSuites(ciphers);
		}
		String[] protocols = sslBundle.getOptions().getEnabledProtocols();
		if (protocols != null) {
			builder.protocols(protocols);
		}
		return builder.build();
	}

	private static ReadFrom readFrom(String value) {
		// Lettuce knows the names without the hyphens that properties are written with
		int colon = value.indexOf(':');
		String name = (colon != -1) ? value.substring(0, colon) : value;
		String canonicalName = name.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
		try {
			return ReadFrom.valueOf((colon != -1) ? canonicalName + value.substring(colon) : canonicalName);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.lettuce.read-from", value,
					"Lettuce does not know it.", ex);
		}
	}

	/**
	 * Keeps the optional commons-pool2 out of the outer class.
	 */
	private static final class PoolingConfigurations {

		private PoolingConfigurations() {
		}

		static LettuceClientConfigurationBuilder createBuilder(Pool pool) {
			GenericObjectPoolConfig<StatefulConnection<?, ?>> config = new GenericObjectPoolConfig<>();
			config.setMaxTotal(pool.maxActive());
			config.setMaxIdle(pool.maxIdle());
			config.setMinIdle(pool.minIdle());
			config.setMaxWait(pool.maxWait());
			if (pool.timeBetweenEvictionRuns() != null) {
				config.setTimeBetweenEvictionRuns(pool.timeBetweenEvictionRuns());
			}
			return LettucePoolingClientConfiguration.builder().poolConfig(config);
		}

	}

}
