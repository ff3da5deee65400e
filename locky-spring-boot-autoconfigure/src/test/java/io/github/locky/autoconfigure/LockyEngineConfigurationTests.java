package io.github.locky.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.locky.InMemoryLocky;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.annotation.Locked;
import io.github.locky.engine.LockEngine;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
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
 * Tests for what the auto-configuration makes of a running Redis.
 */
@RedisTest
@ExtendWith(OutputCaptureExtension.class)
class LockyEngineConfigurationTests {

	private final RedisServer server;

	private final ApplicationContextRunner contextRunner;

	LockyEngineConfigurationTests(RedisServer server) {
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

	@ParameterizedTest
	@CsvSource({ "locky.tll, locky.ttl", "locky.keyprefx, locky.key-prefix", "locky.event.enabled, locky.events",
			"locky.events.enabeld, locky.events.enabled", "locky.wait.poll-intervall, locky.wait.poll-interval" })
	void misspeltPropertyIsNamedWithTheNearest(String name, String nearest, CapturedOutput output) {
		this.contextRunner.withPropertyValues(name + "=1")
			.run((context) -> assertThat(output)
				.contains("There is no property '" + name + "': did you mean '" + nearest + "'?"));
	}

	@Test
	void misspeltSystemPropertyIsNamedWithTheNearest(CapturedOutput output) {
		this.contextRunner.withSystemProperties("locky.tll=5m")
			.run((context) -> assertThat(output)
				.contains("There is no property 'locky.tll': did you mean 'locky.ttl'?"));
	}

	@Test
	void systemPropertiesThatResembleNoneMayBeOfSomebodyElse(CapturedOutput output) {
		this.contextRunner
			.withSystemProperties("locky.test.history-seconds=8", "locky.home=/opt", "locky.keyPrefix=shop:")
			.run((context) -> assertThat(output).contains("'shop:'").doesNotContain("There is no property"));
	}

	@Test
	void startTellsWhereTheLocksAre(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("locky.key-prefix=shop:", "locky.wait.poll-interval=2s", "locky.events.enabled=false")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("Locky keeps locks in Redis at localhost:" + this.server.port()
						+ ", database 0, under the key prefix 'shop:' (format 2); events are off")
				.doesNotContain("There is no property"));
	}

	@Test
	void methodsThatRunUnlockedAreNamedOnceWhenLockyIsOff(CapturedOutput output) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(LockyDisabledAutoConfiguration.class))
			.withPropertyValues("locky.enabled=false")
			.withBean(LockedBean.class)
			.run((context) -> {
				context.getBean(LockedBean.class).work();
				assertThat(output).containsOnlyOnce("run without locks, as " + LockedBean.class.getName())
					.doesNotContain("There is no property");
			});
	}

	@Test
	void nobodyIsWarnedOfMethodsThatAreLockedByABeanOfTheApplication(CapturedOutput output) {
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(LockyDisabledAutoConfiguration.class, LockedAutoConfiguration.class))
			.withPropertyValues("locky.enabled=false")
			.withBean(LockyOperations.class, InMemoryLocky::create)
			.withBean(LockedBean.class)
			.run((context) -> {
				assertThat(AopUtils.isAopProxy(context.getBean(LockedBean.class))).isTrue();
				assertThat(output).doesNotContain("run without locks");
			});
	}

	@Test
	void livesByThePollWithAPoolOfOneConnectionAndNamesTheProperty(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.data.redis.client-type=jedis", "spring.data.redis.jedis.pool.enabled=true",
					"spring.data.redis.jedis.pool.max-active=1")
			.withUserConfiguration(ListenerConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(LockyOperations.class).lock("article:12", 20)).isTrue();
				Listener listener = context.getBean(Listener.class);
				Awaitility.await().untilAsserted(() -> assertThat(listener.heard).isNotNull());
				assertThat(output).contains("'spring.data.redis.jedis.pool.max-active'");
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
	void backsOffEntirelyWhenTheUserDefinesLockyOperations() {
		LockyOperations mine = mock(LockyOperations.class);
		this.contextRunner.withBean("mine", LockyOperations.class, () -> mine)
			.withPropertyValues("locky.redis.host=localhost")
			.run((context) -> {
				assertThat(context).hasSingleBean(LockyOperations.class);
				assertThat(context.getBean(LockyOperations.class)).isSameAs(mine);
				assertThat(context).doesNotHaveBean(LockEngine.class)
					.doesNotHaveBean("lockyRedisMessageListenerContainer")
					.doesNotHaveBean("lockyRedisConnectionFactory")
					.doesNotHaveBean("lockyStringRedisTemplate");
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
		assertThat(analyze("7:2").getAction()).contains("'locky.partitions=7'", "locky:lock:resource:layout",
				"'locky.key-prefix'");
	}

	@Test
	void anotherFormatFailsTheStartWithARemedyOfItsOwn() {
		FailureAnalysis analysis = analyze("1:1");
		assertThat(analysis.getDescription()).contains("format 1");
		assertThat(analysis.getAction()).contains("a version of Locky with that format", "'locky.key-prefix'")
			.doesNotContain("locky.partitions");
	}

	// What is known only after some seconds, as on a busy machine, does not fail the
	// start
	private FailureAnalysis analyze(String layout) {
		this.server.command("SET", "locky:lock:resource:layout", layout);
		List<FailureAnalysis> analyses = new ArrayList<>();
		Awaitility.await().untilAsserted(() -> this.contextRunner.run((context) -> {
			assertThat(context).hasFailed();
			analyses.add(new LayoutMismatchFailureAnalyzer().analyze(context.getStartupFailure()));
		}));
		return analyses.get(0);
	}

	@Test
	void scriptsAreHintedForNativeImages() {
		RuntimeHints hints = new RuntimeHints();
		new LockyAutoConfiguration.LockyRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/scripts/locky/lock.lua")).accepts(hints);
	}

	private static RedisConnectionFactory connectionFactory(org.springframework.context.ApplicationContext context) {
		return context.getBean("lockyStringRedisTemplate", StringRedisTemplate.class).getRequiredConnectionFactory();
	}

	static class LockedBean {

		@Locked("article:1")
		void work() {
		}

		@Locked("article:2")
		void workMore() {
		}

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
