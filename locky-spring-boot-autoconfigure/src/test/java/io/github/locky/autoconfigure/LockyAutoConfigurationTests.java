package io.github.locky.autoconfigure;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.redis.RedisLockEngine;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyAutoConfiguration}.
 */
@RedisTest
@ExtendWith(OutputCaptureExtension.class)
class LockyAutoConfigurationTests {

	private final RedisServer server;

	private final ApplicationContextRunner contextRunner;

	LockyAutoConfigurationTests(RedisServer server) {
		this.server = server;
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	@Test
	void locksAndHearsWithTheApplicationsRedis() {
		this.contextRunner.withUserConfiguration(ListenerConfiguration.class).run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			assertThat(locky.lock("article:12", 20)).isTrue();
			assertThat(this.server.command("GET", "lock:resource:article:12")).isEqualTo("20");
			Listener listener = context.getBean(Listener.class);
			Awaitility.await().untilAsserted(() -> assertThat(listener.heard).isNotNull());
			assertThat(listener.heard.getSource()).isSameAs(locky);
		});
	}

	@Test
	void worksWithJedis() {
		this.contextRunner.withPropertyValues("spring.data.redis.client-type=jedis")
			.withUserConfiguration(ListenerConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(RedisConnectionFactory.class)).isInstanceOf(JedisConnectionFactory.class);
				assertThat(context.getBean(LockyOperations.class).lock("article:12", 20)).isTrue();
				Listener listener = context.getBean(Listener.class);
				Awaitility.await().untilAsserted(() -> assertThat(listener.heard).isNotNull());
			});
	}

	@Test
	void worksWithAConnectionFactoryOfTheUser() {
		this.contextRunner
			.withBean("mine", LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(this.server.host(), this.server.port()))
			.withPropertyValues("spring.data.redis.port=1")
			.run((context) -> {
				assertThat(context.getBean(LockyOperations.class).lock("article:12", 20)).isTrue();
				assertThat(connectionFactory(context)).isSameAs(context.getBean("mine"));
			});
	}

	@Test
	void defaultTtlIsUsed() {
		this.contextRunner.withPropertyValues("locky.ttl=60s").run((context) -> {
			context.getBean(LockyOperations.class).lock("article:12", 20);
			assertThat((Long) this.server.command("PTTL", "lock:resource:article:12")).isBetween(30_000L, 60_000L);
		});
	}

	@Test
	void keyPrefixIsUsed() {
		this.contextRunner.withPropertyValues("locky.key-prefix=shop:").run((context) -> {
			context.getBean(LockyOperations.class).lock("article:12", 20);
			assertThat(this.server.command("GET", "shop:article:12")).isEqualTo("20");
		});
	}

	@Test
	void withEventsDisabledLocksButHearsNothing() {
		this.contextRunner.withPropertyValues("locky.events.enabled=false")
			.withUserConfiguration(ListenerConfiguration.class)
			.run((context) -> {
				context.getBean(LockyOperations.class).lock("article:12", 20);
				assertThat(this.server.command("PUBSUB", "NUMSUB", "locky:0:lock:resource:events"))
					.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
					.last()
					.isEqualTo(0L);
				assertThat(context.getBean(Listener.class).heard).isNull();
			});
	}

	@Test
	void disabledLeavesNothingBehind() {
		this.contextRunner.withPropertyValues("locky.enabled=false")
			.run((context) -> assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.contains("ocky")));
	}

	@Test
	void backsOffWithoutSpringDataRedis() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(StringRedisTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyOperations.class));
	}

	@Test
	void backsOffEntirelyWhenTheUserDefinesLockyOperations() {
		LockyOperations mine = mock(LockyOperations.class);
		this.contextRunner.withBean("mine", LockyOperations.class, () -> mine)
			.withPropertyValues("locky.redis.host=localhost")
			.run((context) -> {
				assertThat(context).hasSingleBean(LockyOperations.class);
				assertThat(context.getBean(LockyOperations.class)).isSameAs(mine);
				assertThat(context).doesNotHaveBean(RedisLockEngine.class)
					.doesNotHaveBean("lockyRedisMessageListenerContainer")
					.doesNotHaveBean("lockyRedisConnectionFactory")
					.doesNotHaveBean(LockyConnectionConfiguration.TEMPLATE);
			});
	}

	@Test
	void withoutAnyRedisTheFailureSaysWhatToDo() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause().isInstanceOf(NoRedisForLockyException.class);
				assertThat(new NoRedisForLockyFailureAnalyzer().analyze(context.getStartupFailure()).getAction())
					.contains("locky.redis.host", "spring.data.redis");
			});
	}

	@Test
	void withRedisDownTheApplicationStartsSaysSoOnceAndWorksWhenItIsThere(CapturedOutput output) {
		try (RedisServer own = RedisServer.start()) {
			own.shutdown();
			this.contextRunner
				.withPropertyValues("spring.data.redis.port=" + own.port(), "spring.data.redis.timeout=1s")
				.withUserConfiguration(ListenerConfiguration.class)
				.run((context) -> {
					LockyOperations locky = context.getBean(LockyOperations.class);
					assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> locky.lock("article:12", "ada"));
					own.restart();
					Listener listener = context.getBean(Listener.class);
					Awaitility.await().ignoreExceptions().untilAsserted(() -> {
						assertThat(locky.lock(LockRequest.of("article:12", "grace").force())).isTrue();
						assertThat(listener.heard).isNotNull();
					});
					assertThat(output.toString().split("Locky cannot work with Redis", -1)).hasSize(2);
				});
		}
	}

	@Test
	void anotherLayoutFailsTheStartWithTheRemedy() {
		this.server.command("SET", "locky:lock:resource:layout", "7");
		this.contextRunner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(new LayoutMismatchFailureAnalyzer().analyze(context.getStartupFailure()).getAction())
				.contains("locky.partitions", "locky:lock:resource:layout");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			locky.ttl                 | 0ms
			locky.ttl                 | -5s
			locky.ttl                 | 36526d
			locky.key-prefix          | locky:mine:
			locky.partitions          | 0
			locky.partitions          | 1025
			locky.events.journal-length | 0
			locky.events.database     | -1
			locky.wait.poll-interval  | 0ms
			locky.redis.url           | http://example.com
			locky.redis.cluster.nodes | no-port
			""")
	void badPropertiesAreNamed(String name, String value) {
		this.contextRunner.withPropertyValues(name + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo(name));
		});
	}

	@Test
	void blankPrefixIsNamed() {
		this.contextRunner.withPropertyValues("locky.key-prefix=")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("locky.key-prefix")));
	}

	@Test
	void scriptsAreHintedForNativeImages() {
		RuntimeHints hints = new RuntimeHints();
		new LockyAutoConfiguration.LockyRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/scripts/locky/lock.lua")).accepts(hints);
	}

	private static RedisConnectionFactory connectionFactory(org.springframework.context.ApplicationContext context) {
		return context.getBean(LockyConnectionConfiguration.TEMPLATE, StringRedisTemplate.class)
			.getRequiredConnectionFactory();
	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerConfiguration {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		private volatile ResourceLockedEvent heard;

		@EventListener
		void onLocked(ResourceLockedEvent event) {
			this.heard = event;
		}

	}

}
