package io.github.locky.autoconfigure;

import io.lettuce.core.cluster.ClusterClientOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which Redis Locky uses, and that Boot's beans do not notice. None is running.
 */
class LockyConnectionConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
				ConnectionAutoConfiguration.class));

	@Test
	void usesTheApplicationsConnectionFactory() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(RedisConnectionFactory.class);
			assertThat(factory(context)).isSameAs(context.getBean("redisConnectionFactory"));
		});
	}

	@Test
	void propertiesAreUsedOverTheApplicationsConnectionFactory() {
		this.contextRunner.withPropertyValues("locky.redis.port=6399").run((context) -> {
			assertThat(factory(context).getPort()).isEqualTo(6399);
			assertThat(factory(context).getHostName()).isEqualTo("localhost");
		});
	}

	@Test
	void connectionDetailsAreUsedOverProperties() {
		this.contextRunner.withPropertyValues("locky.redis.port=6399")
			.withBean(LockyConnectionDetails.class, Details::new)
			.run((context) -> assertThat(factory(context).getPort()).isEqualTo(6400));
	}

	@Test
	void qualifiedConnectionFactoryIsUsedOverConnectionDetails() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class)
			.withBean(LockyConnectionDetails.class, Details::new)
			.run((context) -> {
				assertThat(factory(context)).isSameAs(context.getBean("qualified"));
				assertThat(context).doesNotHaveBean("lockyRedisConnectionFactory");
			});
	}

	@Test
	void bootsBeansAreAsWithoutLocky() {
		this.contextRunner.withPropertyValues("locky.redis.port=6399", "spring.data.redis.port=6398")
			.run(LockyConnectionConfigurationTests::assertThatBootsBeansAreThere);
	}

	@Test
	void bootsBeansAreAsWithoutLockyAlsoWhenLockyComesFirst() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(EarlyConnectionAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.withPropertyValues("locky.redis.port=6399", "spring.data.redis.port=6398")
			.run(LockyConnectionConfigurationTests::assertThatBootsBeansAreThere);
	}

	@Test
	void dedicatedConnectionNeedsNothingOfBoots() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConnectionAutoConfiguration.class))
			.withPropertyValues("locky.redis.port=6399")
			.run((context) -> assertThat(factory(context).getPort()).isEqualTo(6399));
	}

	@Test
	void urlIsBound() {
		this.contextRunner.withPropertyValues("locky.redis.url=rediss://user:p%40ss@example.com:6400/3")
			.run((context) -> {
				LettuceConnectionFactory factory = factory(context);
				assertThat(factory.getHostName()).isEqualTo("example.com");
				assertThat(factory.getPort()).isEqualTo(6400);
				assertThat(factory.getDatabase()).isEqualTo(3);
				assertThat(factory.getPassword()).isEqualTo("p@ss");
				assertThat(factory).extracting("configuration.username").isEqualTo("user");
				assertThat(factory.isUseSsl()).isTrue();
			});
	}

	@Test
	void standaloneIsBound() {
		this.contextRunner
			.withPropertyValues("locky.redis.host=example.com", "locky.redis.username=user",
					"locky.redis.password=secret", "locky.redis.database=2", "locky.redis.timeout=3s",
					"locky.redis.connect-timeout=4s", "locky.redis.client-name=locks", "locky.redis.ssl.enabled=true",
					"locky.redis.lettuce.shutdown-timeout=5s", "locky.redis.lettuce.read-from=replica-preferred")
			.run((context) -> {
				LettuceConnectionFactory factory = factory(context);
				assertThat(factory.getHostName()).isEqualTo("example.com");
				assertThat(factory).extracting("configuration.username").isEqualTo("user");
				assertThat(factory.getPassword()).isEqualTo("secret");
				assertThat(factory.getDatabase()).isEqualTo(2);
				assertThat(factory.getClientConfiguration().getCommandTimeout()).hasSeconds(3);
				assertThat(factory.getClientConfiguration().getShutdownTimeout()).hasSeconds(5);
				assertThat(factory.getClientConfiguration().getClientName()).contains("locks");
				assertThat(factory.getClientConfiguration().getReadFrom()).isPresent();
				assertThat(factory.getClientConfiguration()
					.getClientOptions()
					.orElseThrow()
					.getSocketOptions()
					.getConnectTimeout()).hasSeconds(4);
				assertThat(factory.isUseSsl()).isTrue();
			});
	}

	@Test
	void sentinelIsBound() {
		this.contextRunner
			.withPropertyValues("locky.redis.sentinel.master=main", "locky.redis.sentinel.nodes=[::1]:26379,b:26380",
					"locky.redis.sentinel.username=guard", "locky.redis.sentinel.password=secret",
					"locky.redis.database=1")
			.run((context) -> {
				var sentinel = factory(context).getSentinelConfiguration();
				assertThat(sentinel.getMaster().getName()).isEqualTo("main");
				assertThat(sentinel.getSentinels()).hasSize(2);
				assertThat(sentinel.getSentinelUsername()).isEqualTo("guard");
				assertThat(sentinel.getDatabase()).isEqualTo(1);
			});
	}

	@Test
	void clusterIsBoundAndNoticesFailoversByItself() {
		this.contextRunner
			.withPropertyValues("locky.redis.cluster.nodes=a:7000,b:7001", "locky.redis.cluster.max-redirects=4",
					"locky.redis.lettuce.cluster.refresh.period=30s")
			.run((context) -> {
				var cluster = factory(context).getClusterConfiguration();
				assertThat(cluster.getClusterNodes()).extracting(RedisNode::getHost)
					.containsExactlyInAnyOrder("a", "b");
				assertThat(cluster.getMaxRedirects()).isEqualTo(4);
				ClusterClientOptions options = (ClusterClientOptions) factory(context).getClientConfiguration()
					.getClientOptions()
					.orElseThrow();
				assertThat(options.getTopologyRefreshOptions().getAdaptiveRefreshTriggers()).isNotEmpty();
				assertThat(options.getTopologyRefreshOptions().getRefreshPeriod()).hasSeconds(30);
			});
	}

	@Test
	void masterReplicaIsBound() {
		this.contextRunner.withPropertyValues("locky.redis.masterreplica.nodes=a:6379,b:6380")
			.run((context) -> assertThat(factory(context)).extracting("configuration")
				.extracting("nodes")
				.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
				.hasSize(2));
	}

	@Test
	void customizersOfTheClientAreAppliedInOrder() {
		this.contextRunner.withPropertyValues("locky.redis.port=6399")
			.withUserConfiguration(CustomizersConfiguration.class)
			.run((context) -> assertThat(factory(context).getClientConfiguration().getClientName()).contains("second"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "host=h", "port=1", "username=u", "password=p", "database=1", "cluster.nodes=a:1" })
	void urlExcludesWhatItContains(String property) {
		this.contextRunner.withPropertyValues("locky.redis.url=redis://localhost", "locky.redis." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MutuallyExclusiveConfigurationPropertiesException.class)
				.hasMessageContaining("locky.redis.url"));
	}

	@Test
	void sentinelAndClusterExcludeEachOther() {
		this.contextRunner
			.withPropertyValues("locky.redis.sentinel.master=main", "locky.redis.sentinel.nodes=a:1",
					"locky.redis.cluster.nodes=b:2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MutuallyExclusiveConfigurationPropertiesException.class));
	}

	private static void assertThatBootsBeansAreThere(AssertableApplicationContext context) {
		RedisConnectionFactory boots = context.getBean("redisConnectionFactory", RedisConnectionFactory.class);
		assertThat(context.getBeanProvider(RedisConnectionFactory.class).getIfUnique()).isSameAs(boots);
		assertThat(((LettuceConnectionFactory) boots).getPort()).isEqualTo(6398);
		assertThat(context.getBeanProvider(StringRedisTemplate.class).getIfUnique())
			.isSameAs(context.getBean("stringRedisTemplate"));
		assertThat(context.getBean("stringRedisTemplate", StringRedisTemplate.class).getConnectionFactory())
			.isSameAs(boots);
		assertThat(context.getBean("redisTemplate", RedisTemplate.class).getConnectionFactory()).isSameAs(boots);
		assertThat(factory(context).getPort()).isEqualTo(6399);
	}

	private static LettuceConnectionFactory factory(AssertableApplicationContext context) {
		return (LettuceConnectionFactory) context
			.getBean(LockyConnectionConfiguration.TEMPLATE, StringRedisTemplate.class)
			.getRequiredConnectionFactory();
	}

	@AutoConfiguration(after = DataRedisAutoConfiguration.class)
	@EnableConfigurationProperties(LockyProperties.class)
	@Import(LockyConnectionConfiguration.class)
	static class ConnectionAutoConfiguration {

	}

	@AutoConfiguration(before = DataRedisAutoConfiguration.class)
	@EnableConfigurationProperties(LockyProperties.class)
	@Import(LockyConnectionConfiguration.class)
	static class EarlyConnectionAutoConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedConfiguration {

		@Bean(defaultCandidate = false)
		@LockyRedisConnectionFactory
		LettuceConnectionFactory qualified() {
			return new LettuceConnectionFactory("localhost", 6401);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizersConfiguration {

		@Bean
		@Order(2)
		LettuceClientConfigurationBuilderCustomizer second() {
			return (builder) -> builder.clientName("second");
		}

		@Bean
		@Order(1)
		LettuceClientConfigurationBuilderCustomizer first() {
			return (builder) -> builder.clientName("first");
		}

	}

	static class Details implements LockyConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("localhost", 6400);
		}

	}

}
