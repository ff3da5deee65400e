package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link LockyAutoConfiguration} leaves {@link DataRedisAutoConfiguration} as
 * it is.
 */
class LockyBesideDataRedisTests {

	private static final List<String> BOOT_BEANS = List.of("redisConnectionFactory", "redisTemplate",
			"stringRedisTemplate", "redisMessageListenerContainer");

	private final ApplicationContextRunner lockyLast = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=application");

	private final ApplicationContextRunner lockyFirst = Unstarted.contextRunner()
		.withUserConfiguration(LockyAutoConfiguration.class)
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=application");

	private final ApplicationContextRunner withoutDataRedis = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class));

	@Test
	void beansOfBootAreThereWithoutDedicatedRedis() {
		this.lockyLast.run(this::assertThatBeansOfBootAreUntouched);
	}

	@Test
	void beansOfBootAreThereWhenLockyIsConfiguredLast() {
		this.lockyLast.withPropertyValues("locky.redis.host=locky").run(this::assertThatBeansOfBootAreUntouched);
	}

	@Test
	void beansOfBootAreThereWhenLockyIsConfiguredFirst() {
		this.lockyFirst.withPropertyValues("locky.redis.host=locky").run(this::assertThatBeansOfBootAreUntouched);
	}

	@Test
	void otherBeansAreTheSameAsWithoutLocky() {
		this.lockyLast.withPropertyValues("locky.enabled=false").run((without) -> {
			List<String> expected = beansApartFromLocky(without);
			this.lockyLast.withPropertyValues("locky.redis.host=locky")
				.run((with) -> assertThat(beansApartFromLocky(with)).isEqualTo(expected));
		});
	}

	@Test
	void injectionMeansTheBeansOfBoot() {
		this.lockyLast.withPropertyValues("locky.redis.host=locky").withBean(Application.class).run((context) -> {
			Application application = context.getBean(Application.class);
			assertThat(application.connectionFactory).isSameAs(context.getBean("redisConnectionFactory"));
			assertThat(application.template).isSameAs(context.getBean("stringRedisTemplate"));
			assertThat(application.templates.getIfUnique()).isSameAs(application.template);
		});
	}

	@Test
	void clientResourcesAreShared() {
		this.lockyLast.withPropertyValues("locky.redis.host=locky").run((context) -> {
			ClientResources application = context.getBean(ClientResources.class);
			assertThat(application).isSameAs(context.getBean("lettuceClientResources"));
			assertThat(resources(context))
				.returns(application.eventLoopGroupProvider(), ClientResources::eventLoopGroupProvider)
				.returns(application.eventExecutorGroup(), ClientResources::eventExecutorGroup)
				.returns(application.timer(), ClientResources::timer)
				.returns(application.eventBus(), ClientResources::eventBus)
				.returns(application.commandLatencyRecorder(), ClientResources::commandLatencyRecorder)
				.returns(application.tracing(), ClientResources::tracing)
				.returns(application.nettyCustomizer(), ClientResources::nettyCustomizer)
				.returns(application.addressResolverGroup(), ClientResources::addressResolverGroup)
				.returns(application.socketAddressResolver(), ClientResources::socketAddressResolver);
		});
	}

	@Test
	void clientResourcesOfTheApplicationAreNotShutDownWithThoseOfLocky() {
		this.lockyLast.withPropertyValues("locky.redis.host=locky").run((context) -> {
			ClientResources application = context.getBean(ClientResources.class);
			resources(context).shutdown().get();
			assertThat(application.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass())).isNotNull();
			assertThat(application.eventExecutorGroup().isShuttingDown()).isFalse();
			assertThat(application.timer().newTimeout((timeout) -> {
			}, 1, TimeUnit.HOURS).cancel()).isTrue();
		});
	}

	@Test
	void onlyLockyReconnectsWithoutLongPauses() {
		this.lockyLast.withPropertyValues("locky.redis.host=locky").run((context) -> {
			assertThat(context.getBean(ClientResources.class).reconnectDelay().createDelay(100))
				.isEqualTo(Duration.ofSeconds(30));
			assertThat(resources(context).reconnectDelay().createDelay(100)).isLessThanOrEqualTo(Duration.ofSeconds(1));
		});
	}

	@Test
	void nothingOfBootAppearsWhenItIsExcluded() {
		this.withoutDataRedis.withPropertyValues("locky.redis.host=locky").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames()).doesNotContainAnyElementsOf(BOOT_BEANS);
		});
	}

	@Test
	void dedicatedConnectionIsNoneOfTheApplicationWhenBootIsExcluded() {
		this.withoutDataRedis.withPropertyValues("locky.redis.host=locky")
			.withBean(OptionalRedis.class)
			.run((context) -> {
				OptionalRedis optional = context.getBean(OptionalRedis.class);
				assertThat(optional.connectionFactories.getIfAvailable()).isNull();
				assertThat(optional.templates.getIfAvailable()).isNull();
			});
	}

	private void assertThatBeansOfBootAreUntouched(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		assertThat(context.getBeanDefinitionNames()).containsAll(BOOT_BEANS);
		LettuceConnectionFactory connectionFactory = context.getBean("redisConnectionFactory",
				LettuceConnectionFactory.class);
		assertThat(connectionFactory.getHostName()).isEqualTo("application");
		assertThat(context.getBean("redisTemplate", RedisTemplate.class).getConnectionFactory())
			.isSameAs(connectionFactory);
		assertThat(context.getBean("stringRedisTemplate", StringRedisTemplate.class).getConnectionFactory())
			.isSameAs(connectionFactory);
		assertThat(context.getBean("redisMessageListenerContainer", RedisMessageListenerContainer.class)
			.getConnectionFactory()).isSameAs(connectionFactory);
	}

	private static List<String> beansApartFromLocky(ApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames()).filter((name) -> !name.contains("ocky")).toList();
	}

	private static ClientResources resources(ApplicationContext context) {
		return dedicated(context).getClientConfiguration().getClientResources().orElseThrow();
	}

	private static LettuceConnectionFactory dedicated(ApplicationContext context) {
		return context.getBean("lockyRedisConnectionFactory", LettuceConnectionFactory.class);
	}

	record OptionalRedis(ObjectProvider<RedisConnectionFactory> connectionFactories,
			ObjectProvider<StringRedisTemplate> templates) {

	}

	record Application(RedisConnectionFactory connectionFactory, StringRedisTemplate template,
			ObjectProvider<StringRedisTemplate> templates) {

	}

}
