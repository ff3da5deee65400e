package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DedicatedConnectionConfiguration}.
 */
class DedicatedConnectionConfigurationTests {

	private final ApplicationContextRunner contextRunner = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, SslAutoConfiguration.class));

	@Test
	void connectsToSingleServer() {
		run((factory) -> {
			assertThat(factory.getHostName()).isEqualTo("example.com");
			assertThat(factory.getPort()).isEqualTo(6380);
			assertThat(factory.getDatabase()).isEqualTo(3);
			assertThat(factory.getStandaloneConfiguration().getUsername()).isEqualTo("user");
			assertThat(factory.getPassword()).isEqualTo("secret");
			assertThat(factory.isUseSsl()).isFalse();
		}, "host=example.com", "port=6380", "database=3", "username=user", "password=secret");
	}

	@Test
	void connectsToUrl() {
		run((factory) -> {
			assertThat(factory.getHostName()).isEqualTo("example.com");
			assertThat(factory.getPort()).isEqualTo(6380);
			assertThat(factory.getDatabase()).isEqualTo(3);
			assertThat(factory.getPassword()).isEqualTo("secret");
			assertThat(factory.isUseSsl()).isFalse();
		}, "url=redis://user:secret@example.com:6380/3");
	}

	@Test
	void encryptsForUrl() {
		run((factory) -> assertThat(factory.isUseSsl()).isTrue(), "url=rediss://example.com");
	}

	@Test
	void encryptsWithBundle() {
		this.contextRunner
			.withPropertyValues("locky.redis.ssl.bundle=redis", "spring.ssl.bundle.jks.redis.options.ciphers=CIPHER",
					"spring.ssl.bundle.jks.redis.options.enabled-protocols=TLSv1.3")
			.run((context) -> {
				LettuceConnectionFactory factory = factory(context);
				assertThat(factory.isUseSsl()).isTrue();
				assertThat(clientOptions(factory).getSslOptions().getCipherSuites()).containsExactly("CIPHER");
				assertThat(clientOptions(factory).getSslOptions().getProtocols()).containsExactly("TLSv1.3");
			});
	}

	@Test
	void connectsToSentinels() {
		run((factory) -> {
			assertThat(factory.isRedisSentinelAware()).isTrue();
			assertThat(factory.getDatabase()).isEqualTo(3);
			assertThat(factory.getSentinelConfiguration().getMaster()).isNotNull();
			assertThat(factory.getSentinelConfiguration().getMaster().getName()).isEqualTo("main");
			assertThat(factory.getSentinelConfiguration().getSentinels())
				.containsExactlyInAnyOrder(new RedisNode("one", 26379), new RedisNode("two", 26379));
			assertThat(factory.getSentinelConfiguration().getPassword()).isEqualTo(RedisPassword.of("secret"));
			assertThat(factory.getSentinelConfiguration().getSentinelUsername()).isEqualTo("watcher");
			assertThat(factory.getSentinelConfiguration().getSentinelPassword())
				.isEqualTo(RedisPassword.of("watching"));
		}, "sentinel.master=main", "sentinel.nodes=one:26379,two:26379", "database=3", "password=secret",
				"sentinel.username=watcher", "sentinel.password=watching");
	}

	@Test
	void connectsToCluster() {
		run((factory) -> {
			assertThat(factory.isClusterAware()).isTrue();
			assertThat(factory.getClusterConfiguration().getClusterNodes())
				.containsExactlyInAnyOrder(new RedisNode("one", 7000), new RedisNode("two", 7001));
			assertThat(factory.getClusterConfiguration().getMaxRedirects()).isEqualTo(4);
			assertThat(factory.getClusterConfiguration().getUsername()).isEqualTo("user");
		}, "cluster.nodes=one:7000,two:7001", "cluster.max-redirects=4", "username=user");
	}

	@Test
	void connectsToStaticMasterWithReplicas() {
		run((factory) -> {
			assertThat(factory.isClusterAware()).isFalse();
			assertThat(ReflectionTestUtils.<Boolean>invokeMethod(factory, "isStaticMasterReplicaAware")).isTrue();
		}, "masterreplica.nodes=one:6379,two:6380");
	}

	@Test
	void clusterNoticesThatPrimaryIsLost() {
		run((factory) -> {
			assertThat(topologyRefresh(factory).getAdaptiveRefreshTriggers()).contains(RefreshTrigger.values());
			assertThat(topologyRefresh(factory).getAdaptiveRefreshTimeout()).isEqualTo(Duration.ofSeconds(5));
			assertThat(topologyRefresh(factory).useDynamicRefreshSources()).isTrue();
			assertThat(topologyRefresh(factory).isPeriodicRefreshEnabled()).isFalse();
		}, "cluster.nodes=one:7000");
	}

	@Test
	void clusterRefreshesItsTopologyAsConfigured() {
		run((factory) -> {
			assertThat(topologyRefresh(factory).useDynamicRefreshSources()).isFalse();
			assertThat(topologyRefresh(factory).isPeriodicRefreshEnabled()).isTrue();
			assertThat(topologyRefresh(factory).getRefreshPeriod()).isEqualTo(Duration.ofSeconds(30));
		}, "cluster.nodes=one:7000", "lettuce.cluster.refresh.dynamic-refresh-sources=false",
				"lettuce.cluster.refresh.period=30s");
	}

	@Test
	void appliesTimeouts() {
		run((factory) -> {
			LettuceClientConfiguration client = factory.getClientConfiguration();
			assertThat(client.getCommandTimeout()).isEqualTo(Duration.ofSeconds(5));
			assertThat(client.getShutdownTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(clientOptions(factory).getSocketOptions().getConnectTimeout()).isEqualTo(Duration.ofSeconds(1));
		}, "timeout=5s", "connect-timeout=1s", "lettuce.shutdown-timeout=2s");
	}

	@Test
	void reconnectsWithinASecond() {
		run((factory) -> assertThat(IntStream.rangeClosed(1, 100))
			.allSatisfy((attempt) -> assertThat(clientResources(factory).reconnectDelay().createDelay(attempt))
				.isBetween(Duration.ofMillis(1), Duration.ofSeconds(1))), "host=localhost");
	}

	@Test
	void clientResourcesThatNobodySharesAreShutDown() {
		AtomicReference<ClientResources> resources = new AtomicReference<>();
		run((factory) -> resources.set(clientResources(factory)), "host=localhost");
		assertThat(resources.get().eventExecutorGroup().isShuttingDown()).isTrue();
	}

	@Test
	void appliesClientName() {
		run((factory) -> assertThat(factory.getClientName()).isEqualTo("locky"), "client-name=locky");
	}

	@Test
	void appliesReadFrom() {
		run((factory) -> assertThat(factory.getClientConfiguration().getReadFrom())
			.contains(ReadFrom.REPLICA_PREFERRED), "lettuce.read-from=replica-preferred");
	}

	@Test
	void appliesReadFromWithParameter() {
		run((factory) -> assertThat(factory.getClientConfiguration().getReadFrom()).isPresent(),
				"lettuce.read-from=subnet:192.168.0.0/16");
	}

	@Test
	void refusesUnknownReadFrom() {
		this.contextRunner.withPropertyValues("locky.redis.lettuce.read-from=nowhere")
			.run((context) -> assertThat(context).getFailure()
				.cause()
				.hasStackTraceContaining(InvalidConfigurationPropertyValueException.class.getName())
				.hasStackTraceContaining("locky.redis.lettuce.read-from"));
	}

	@Test
	void poolsConnectionsWhenPossible() {
		run((factory) -> assertThat(factory.getClientConfiguration())
			.isInstanceOf(LettucePoolingClientConfiguration.class), "host=localhost");
	}

	@Test
	void poolsConnectionsAsConfigured() {
		run((factory) -> {
			var pool = ((LettucePoolingClientConfiguration) factory.getClientConfiguration()).getPoolConfig();
			assertThat(pool.getMinIdle()).isEqualTo(1);
			assertThat(pool.getMaxIdle()).isEqualTo(4);
			assertThat(pool.getMaxTotal()).isEqualTo(16);
			assertThat(pool.getMaxWaitDuration()).isEqualTo(Duration.ofSeconds(2));
			assertThat(pool.getDurationBetweenEvictionRuns()).isEqualTo(Duration.ofSeconds(30));
		}, "lettuce.pool.min-idle=1", "lettuce.pool.max-idle=4", "lettuce.pool.max-active=16",
				"lettuce.pool.max-wait=2s", "lettuce.pool.time-between-eviction-runs=30s");
	}

	@Test
	void doesNotPoolConnectionsWhenDisabled() {
		run((factory) -> assertThat(factory.getClientConfiguration())
			.isNotInstanceOf(LettucePoolingClientConfiguration.class), "lettuce.pool.enabled=false");
	}

	@Test
	void appliesCustomizersInOrder() {
		this.contextRunner.withUserConfiguration(CustomizersConfiguration.class)
			.withPropertyValues("locky.redis.client-name=properties", "locky.redis.timeout=5s")
			.run((context) -> {
				assertThat(factory(context).getClientName()).isEqualTo("second");
				assertThat(clientOptions(factory(context)).isAutoReconnect()).isFalse();
				assertThat(context.getBean(CustomizersConfiguration.class).applied).containsExactly("first options",
						"second options", "first", "second");
			});
	}

	@Test
	void connectionDetailsAreUsedWithPropertiesOfTheClient() {
		this.contextRunner.withBean(LockyConnectionDetails.class, () -> new LockyConnectionDetails() {

			@Override
			public Cluster getCluster() {
				return () -> List.of(new Node("one", 7000));
			}

		}).withPropertyValues("locky.redis.client-name=locky").run((context) -> {
			LettuceConnectionFactory factory = factory(context);
			assertThat(factory.isClusterAware()).isTrue();
			assertThat(topologyRefresh(factory).getAdaptiveRefreshTriggers()).isNotEmpty();
			assertThat(factory.getClientName()).isEqualTo("locky");
		});
	}

	@Test
	void refusesConnectionDetailsThatTellNothing() {
		this.contextRunner.withBean(LockyConnectionDetails.class, () -> new LockyConnectionDetails() {

		})
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("must tell where Redis is"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void usesVirtualThreadsWhenEnabled() {
		this.contextRunner.withPropertyValues("locky.redis.host=localhost", "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(factory(context)).extracting("executor")
				.hasFieldOrPropertyWithValue("threadNamePrefix", "locky-redis-")
				.extracting("virtualThreadDelegate")
				.isNotNull());
	}

	@Test
	void usesPlatformThreadsByDefault() {
		run((factory) -> assertThat(factory).extracting("executor.threadNamePrefix").isNotEqualTo("locky-redis-"),
				"host=localhost");
	}

	private void run(Consumer<LettuceConnectionFactory> assertions, String... properties) {
		this.contextRunner
			.withPropertyValues(Arrays.stream(properties).map("locky.redis."::concat).toArray(String[]::new))
			.run((context) -> assertions.accept(factory(context)));
	}

	private static LettuceConnectionFactory factory(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean("lockyRedisConnectionFactory", LettuceConnectionFactory.class);
	}

	private static ClientResources clientResources(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration().getClientResources().orElseThrow();
	}

	private static ClientOptions clientOptions(LettuceConnectionFactory factory) {
		return factory.getClientConfiguration().getClientOptions().orElseThrow();
	}

	private static ClusterTopologyRefreshOptions topologyRefresh(LettuceConnectionFactory factory) {
		return ((ClusterClientOptions) clientOptions(factory)).getTopologyRefreshOptions();
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizersConfiguration {

		private final List<String> applied = new ArrayList<>();

		@Bean
		@Order(2)
		LettuceClientConfigurationBuilderCustomizer second() {
			return (builder) -> {
				this.applied.add("second");
				builder.clientName("second");
			};
		}

		@Bean
		@Order(1)
		LettuceClientConfigurationBuilderCustomizer first() {
			return (builder) -> {
				this.applied.add("first");
				builder.clientName("first");
			};
		}

		@Bean
		@Order(2)
		LettuceClientOptionsBuilderCustomizer secondOptions() {
			return (builder) -> {
				this.applied.add("second options");
				builder.autoReconnect(false);
			};
		}

		@Bean
		@Order(1)
		LettuceClientOptionsBuilderCustomizer firstOptions() {
			return (builder) -> {
				this.applied.add("first options");
				builder.autoReconnect(true);
			};
		}

	}

}
