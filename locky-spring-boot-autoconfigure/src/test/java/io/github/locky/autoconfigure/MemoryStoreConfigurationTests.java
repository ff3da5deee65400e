package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyHealthIndicator;
import io.github.locky.event.LockyEvent;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MovableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryStoreConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryStoreConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(LockyAutoConfiguration.class, LockyHealthContributorAutoConfiguration.class))
		.withPropertyValues("locky.store=memory")
		.withBean(Listener.class);

	@Test
	void locksAndHearsWithoutAnyBeanOfRedis(CapturedOutput output) {
		this.application.run((context) -> {
			assertThat(locky(context).lock("article:12", "ada")).isTrue();
			Awaitility.await().until(() -> context.getBean(Listener.class).heard.size() == 1);
			assertThat(context.getBeansOfType(Object.class).values())
				.noneMatch((bean) -> bean.getClass().getName().startsWith("org.springframework.data"));
		});
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains("'locky.store'"))
			.singleElement()
			.asString()
			.contains("WARN", "end at this virtual machine");
	}

	@Test
	void startTellsThePrefixAndWhetherThereAreEvents(CapturedOutput output) {
		this.application.withPropertyValues("locky.key-prefix=shop:", "locky.events.enabled=false")
			.run((context) -> assertThat(output).containsOnlyOnce(
					"Locky keeps locks in its memory, in the database of the key prefix 'shop:'; events are off"));
	}

	@Test
	void startTellsThatTheDatabaseIsABean(CapturedOutput output) {
		this.application.withBean(MemoryDatabase.class, () -> new MemoryDatabase(new MovableClock()))
			.run((context) -> assertThat(output).containsOnlyOnce(
					"Locky keeps locks in its memory, in the MemoryDatabase of the application; events are on"));
	}

	@Test
	void healthTellsSo() {
		this.application.run((context) -> {
			Health health = context.getBean(LockyHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).extractingByKey("warnings").asString().contains("in memory");
		});
	}

	@Test
	void applicationsWithTheSamePrefixExcludeAndHearEachOther() {
		this.application.run((one) -> this.application.run((other) -> {
			assertThat(locky(one).lock("article:12", "ada")).isTrue();
			assertThat(locky(other).lock("article:12", "grace")).isFalse();
			Awaitility.await().until(() -> other.getBean(Listener.class).heard.size() == 1);
		}));
	}

	@Test
	void applicationsWithOtherPrefixesDoNot() {
		this.application.run((one) -> this.application.withPropertyValues("locky.key-prefix=other:").run((other) -> {
			assertThat(locky(one).lock("article:12", "ada")).isTrue();
			assertThat(locky(other).lock("article:12", "grace")).isTrue();
		}));
	}

	@Test
	void locksEndWithTheLastApplication() {
		this.application.run((one) -> {
			this.application.run((other) -> locky(other).lock("article:12", "ada"));
			assertThat(locky(one).lock("article:12", "grace")).isFalse();
		});
		this.application.run((next) -> assertThat(locky(next).lock("article:12", "grace")).isTrue());
	}

	@Test
	void databaseAmongTheBeansIsUsed() {
		MovableClock clock = new MovableClock();
		this.application.withBean(MemoryDatabase.class, () -> new MemoryDatabase(clock)).run((context) -> {
			locky(context).lock(LockRequest.of("article:12", "ada").ttl(Duration.ofHours(1)));
			clock.advance(Duration.ofHours(2));
			assertThat(locky(context).getLocker("article:12")).isNull();
			this.application.run((other) -> assertThat(locky(other).lock("article:12", "grace")).isTrue());
		});
	}

	@Test
	void redisOfTheApplicationIsLeftAlone(CapturedOutput output) {
		this.application
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
					DataRedisHealthContributorAutoConfiguration.class))
			.withPropertyValues("locky.redis.host=redis.example.com")
			.run((context) -> {
				assertThat(locky(context).lock("article:12", "ada")).isTrue();
				assertThat(context).doesNotHaveBean("lockyRedisConnectionFactory")
					.doesNotHaveBean("lockyStringRedisTemplate")
					.doesNotHaveBean("lockyRedisMessageListenerContainer");
			});
		assertThat(output).containsOnlyOnce("Locky keeps its locks in memory, and no Redis is configured");
	}

	@Test
	void otherPropertiesAreValidated() {
		this.application.withPropertyValues("locky.ttl=0")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("locky.ttl"));
	}

	@Test
	void unknownStoreFailsWithTheProperty() {
		this.application.withPropertyValues("locky.store=disk")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(IllegalArgumentException.class)
				.hasStackTraceContaining(BindException.class.getName())
				.hasStackTraceContaining("locky.store"));
	}

	private static LockyOperations locky(AssertableApplicationContext context) {
		return context.getBean(LockyOperations.class);
	}

	/**
	 * Listens to what happens to locks.
	 */
	static class Listener {

		private final List<LockyEvent> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void onEvent(LockyEvent event) {
			this.heard.add(event);
		}

	}

}
