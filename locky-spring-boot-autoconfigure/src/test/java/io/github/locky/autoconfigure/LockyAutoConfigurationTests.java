package io.github.locky.autoconfigure;

import java.lang.reflect.Proxy;

import io.github.locky.LockyOperations;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyAutoConfiguration}.
 */
class LockyAutoConfigurationTests {

	private static final String DEDICATED = "locky.redis.host=locks.example.com";

	private final ApplicationContextRunner contextRunner = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, DataRedisAutoConfiguration.class));

	private final ApplicationContextRunner withoutDataRedis = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class));

	@Test
	void usesTheLettuceConnectionOfTheApplication() {
		this.contextRunner
			.run((context) -> assertThat(connectionFactory(context)).isInstanceOf(LettuceConnectionFactory.class)
				.isSameAs(context.getBean("redisConnectionFactory")));
	}

	@Test
	void usesTheJedisConnectionOfTheApplication() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-type=jedis")
			.run((context) -> assertThat(connectionFactory(context)).isInstanceOf(JedisConnectionFactory.class)
				.isSameAs(context.getBean("redisConnectionFactory")));
	}

	@Test
	void usesTheJedisConnectionOfTheApplicationWithoutLettuce() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(connectionFactory(context)).isInstanceOf(JedisConnectionFactory.class));
	}

	@Test
	void usesTheLettuceConnectionOfTheApplicationWithoutJedis() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("redis.clients.jedis"))
			.run((context) -> assertThat(connectionFactory(context)).isInstanceOf(LettuceConnectionFactory.class));
	}

	@Test
	void waitingForReplicasNeedsLettuce() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-type=jedis", "locky.replication.min-replicas=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("locky.replication.min-replicas"));
	}

	@Test
	void usesTheConnectionFactoryDefinedByTheUser() {
		this.contextRunner.withUserConfiguration(CustomFactoryConfiguration.class)
			.run((context) -> assertThat(connectionFactory(context)).isSameAs(context.getBean("customFactory")));
	}

	@Test
	void usesThePrimaryOfSeveralConnectionFactories() {
		this.contextRunner.withUserConfiguration(CustomFactoryConfiguration.class)
			.withBean("primaryFactory", RedisConnectionFactory.class, LettuceConnectionFactory::new,
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(connectionFactory(context)).isSameAs(context.getBean("primaryFactory")));
	}

	@Test
	void refusesToChooseBetweenSeveralConnectionFactories() {
		this.contextRunner.withUserConfiguration(CustomFactoryConfiguration.class)
			.withBean("otherFactory", RedisConnectionFactory.class, LettuceConnectionFactory::new)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("otherFactory")
				.hasMessageContaining("customFactory"));
	}

	@Test
	void templateIsApartFromTheOneOfTheApplication() {
		this.contextRunner
			.run((context) -> assertThat(template(context)).isNotSameAs(context.getBean(StringRedisTemplate.class)));
	}

	@Test
	void templateTakesNoPartInTransactionsOfTheApplication() {
		this.contextRunner.withBean("stringRedisTemplate", StringRedisTemplate.class, () -> {
			StringRedisTemplate template = new StringRedisTemplate(new LettuceConnectionFactory());
			template.setEnableTransactionSupport(true);
			return template;
		})
			.run((context) -> assertThat(template(context)).hasFieldOrPropertyWithValue("enableTransactionSupport",
					false));
	}

	@Test
	void backsOffCompletelyWhenThereAreLockyOperationsAlready() {
		this.contextRunner.withPropertyValues(DEDICATED)
			.withBean(LockyOperations.class, LockyAutoConfigurationTests::lockyOperations)
			.run((context) -> assertThatNothingIsLeft(context, "lockyOperations"));
	}

	@Test
	void leavesNothingBehindWhenDisabled() {
		this.contextRunner.withPropertyValues(DEDICATED, "locky.enabled=false")
			.run((context) -> assertThatNothingIsLeft(context));
	}

	@Test
	void backsOffWithoutSpringDataRedis() {
		this.withoutDataRedis.withPropertyValues(DEDICATED)
			.withClassLoader(new FilteredClassLoader(StringRedisTemplate.class, RedisOperations.class))
			.run((context) -> assertThatNothingIsLeft(context));
	}

	@Test
	void refusesToStartWithoutAnyRedis() {
		this.withoutDataRedis.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(LockyConfigurationException.class)
			.hasMessageContaining("locky.redis.*"));
	}

	@Test
	void refusesToIgnoreDedicatedRedisWithoutLettuce() {
		this.contextRunner.withPropertyValues(DEDICATED)
			.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(LockyConfigurationException.class)
				.hasMessageContaining("Lettuce"));
	}

	@Test
	void qualifiedConnectionFactoryNeedsNoLettuce() {
		this.contextRunner.withUserConfiguration(QualifiedJedisConfiguration.class)
			.withPropertyValues(DEDICATED)
			.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(connectionFactory(context)).isSameAs(context.getBean("qualifiedFactory")));
	}

	@Test
	void refusesInvalidProperties() {
		this.contextRunner.withPropertyValues("locky.ttl=0")
			.run((context) -> assertThatPropertyIsRefused(context.getStartupFailure(), "locky.ttl"));
	}

	@Test
	void acceptsBracesInKeyPrefixWithoutCluster() {
		this.contextRunner.withPropertyValues("locky.key-prefix={shop}:")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesBracesInKeyPrefixWithLettuceCluster() {
		this.contextRunner
			.withPropertyValues("locky.key-prefix={shop}:", "spring.data.redis.cluster.nodes=localhost:7000")
			.run((context) -> assertThatPropertyIsRefused(context.getStartupFailure(), "locky.key-prefix"));
	}

	@Test
	void refusesBracesInKeyPrefixWithJedisCluster() {
		this.contextRunner.withBean(RedisConnectionFactory.class,
				() -> new JedisConnectionFactory(new RedisClusterConfiguration().clusterNode("localhost", 7000)) {

					@Override
					public void start() {
						// Would connect
					}

				})
			.withPropertyValues("locky.key-prefix={shop}:")
			.run((context) -> assertThatPropertyIsRefused(context.getStartupFailure(), "locky.key-prefix"));
	}

	@Test
	void refusesBracesInKeyPrefixWithDedicatedCluster() {
		this.contextRunner.withPropertyValues("locky.key-prefix={shop}:", "locky.redis.cluster.nodes=localhost:7000")
			.run((context) -> assertThatPropertyIsRefused(context.getStartupFailure(), "locky.key-prefix"));
	}

	private static void assertThatPropertyIsRefused(Throwable failure, String name) {
		assertThat(failure).isNotNull()
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo(name));
	}

	private static void assertThatNothingIsLeft(ApplicationContext context, String... exceptions) {
		assertThat(context.getBeanDefinitionNames()).filteredOn((name) -> name.matches("(?i).*locky.*"))
			.filteredOn((name) -> !name.startsWith(LockyAutoConfigurationTests.class.getName()))
			.containsExactly(exceptions);
	}

	private static StringRedisTemplate template(ApplicationContext context) {
		return context.getBean("lockyStringRedisTemplate", StringRedisTemplate.class);
	}

	private static RedisConnectionFactory connectionFactory(ApplicationContext context) {
		return template(context).getRequiredConnectionFactory();
	}

	private static LockyOperations lockyOperations() {
		return (LockyOperations) Proxy.newProxyInstance(LockyOperations.class.getClassLoader(),
				new Class<?>[] { LockyOperations.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> proxy == arguments[0];
					case "toString" -> "LockyOperations";
					default -> throw new UnsupportedOperationException();
				});
	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedJedisConfiguration {

		@Bean(defaultCandidate = false)
		@LockyRedisConnectionFactory
		JedisConnectionFactory qualifiedFactory() {
			return new JedisConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomFactoryConfiguration {

		@Bean
		RedisConnectionFactory customFactory() {
			return (RedisConnectionFactory) Proxy.newProxyInstance(RedisConnectionFactory.class.getClassLoader(),
					new Class<?>[] { RedisConnectionFactory.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "hashCode" -> System.identityHashCode(proxy);
						case "equals" -> proxy == arguments[0];
						case "toString" -> "RedisConnectionFactory";
						default -> throw new UnsupportedOperationException();
					});
		}

	}

}
