package io.github.locky.autoconfigure;

import java.time.Duration;

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
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Configures the Lettuce client of a connection of Locky's own as Spring Boot does the
 * application's.
 */
final class LettuceClientConfigurations {

	private static final boolean COMMONS_POOL2_PRESENT = ClassUtils.isPresent("org.apache.commons.pool2.ObjectPool",
			LettuceClientConfigurations.class.getClassLoader());

	private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(5);

	private static final PropertyMapper map = PropertyMapper.get();

	private LettuceClientConfigurations() {
	}

	static LettuceClientConfigurationBuilder createClient(LockyConnectionDetails details, Redis properties) {
		LettuceClientConfigurationBuilder builder = createBuilder(properties.lettuce().pool());
		map.from(details.getSslBundle()).toCall(builder::useSsl);
		map.from(properties.timeout()).to(builder::commandTimeout);
		map.from(properties.lettuce().shutdownTimeout()).whenNot(Duration::isZero).to(builder::shutdownTimeout);
		map.from(properties.lettuce().readFrom())
			.whenHasText()
			.as(LettuceClientConfigurations::readFrom)
			.to(builder::readFrom);
		map.from(properties.clientName()).whenHasText().to(builder::clientName);
		return builder;
	}

	private static LettuceClientConfigurationBuilder createBuilder(Pool pool) {
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

	static ReadFrom readFrom(String value) {
		// Lettuce knows the names without the hyphens that properties are written with
		String[] nameAndRest = value.split("(?=:)", 2);
		nameAndRest[0] = nameAndRest[0].replaceAll("[^\\p{Alnum}]", "");
		try {
			return ReadFrom.valueOf(String.join("", nameAndRest));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.lettuce.read-from", value,
					"Lettuce does not know it.", ex);
		}
	}

	static ClientOptions.Builder createOptions(LockyConnectionDetails details, Redis properties) {
		ClientOptions.Builder builder = (details.getCluster() != null)
				? createClusterOptions(properties.lettuce().cluster().refresh()) : ClientOptions.builder();
		map.from(properties.connectTimeout())
			.as((timeout) -> SocketOptions.builder().connectTimeout(timeout).build())
			.to(builder::socketOptions);
		map.from(details.getSslBundle()).as(LettuceClientConfigurations::createSslOptions).to(builder::sslOptions);
		return builder.timeoutOptions(TimeoutOptions.enabled());
	}

	private static ClusterClientOptions.Builder createClusterOptions(Refresh refresh) {
		// The triggers let a connection notice that a primary was lost or a slot moved.
		// Lettuce 6 would heed them every 30 s only
		ClusterTopologyRefreshOptions.Builder topology = ClusterTopologyRefreshOptions.builder()
			.dynamicRefreshSources(refresh.dynamicRefreshSources())
			.enableAllAdaptiveRefreshTriggers()
			.adaptiveRefreshTriggersTimeout(REFRESH_INTERVAL);
		map.from(refresh.period()).to(topology::enablePeriodicRefresh);
		return ClusterClientOptions.builder().topologyRefreshOptions(topology.build());
	}

	private static SslOptions createSslOptions(SslBundle bundle) {
		SslOptions.Builder builder = SslOptions.builder()
			.keyManager(bundle.getManagers().getKeyManagerFactory())
			.trustManager(bundle.getManagers().getTrustManagerFactory());
		map.from(bundle.getOptions().getCiphers()).to(builder::cipherSuites);
		map.from(bundle.getOptions().getEnabledProtocols()).to(builder::protocols);
		return builder.build();
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
			map.from(pool.timeBetweenEvictionRuns()).to(config::setTimeBetweenEvictionRuns);
			return LettucePoolingClientConfiguration.builder().poolConfig(config);
		}

	}

}
