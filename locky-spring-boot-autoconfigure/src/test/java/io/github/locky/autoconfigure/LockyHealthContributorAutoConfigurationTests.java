package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyHealthIndicator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyHealthContributorAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockyHealthContributorAutoConfigurationTests {

	private static final String WARNING = "the health check of 'redis' asks localhost:6379";

	private final ApplicationContextRunner contextRunner = Unstarted.contextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
				DataRedisHealthContributorAutoConfiguration.class, LockyAutoConfiguration.class,
				LockyHealthContributorAutoConfiguration.class));

	@Test
	void indicatorIsThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(LockyHealthIndicator.class));
	}

	@Test
	void indicatorCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.locky.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LockyHealthIndicator.class));
	}

	@Test
	void indicatorBacksOffForOneOfTheUser() {
		this.contextRunner.withBean("lockyHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(LockyHealthIndicator.class));
	}

	@Test
	void indicatorIsNotThereWithLockyOperationsOfTheUser() {
		this.contextRunner.withBean("mine", LockyOperations.class, () -> mock(LockyOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyHealthIndicator.class));
	}

	@Test
	void healthNeedNotBeOnTheClasspath() {
		Unstarted.contextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
					LockyHealthContributorAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(LockyOperations.class));
	}

	@Test
	void warnsOnceOfTheIdleConnectionOfTheApplication(CapturedOutput output) {
		this.contextRunner.withPropertyValues("locky.redis.host=redis.example.com")
			.run((context) -> assertThat(output).containsOnlyOnce(WARNING)
				.contains("'spring.data.redis.*'", "'management.health.redis.enabled=false'",
						"DataRedisAutoConfiguration"));
	}

	@Test
	void doesNotWarnWhenThereIsOneRedis(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain(WARNING));
	}

	@Test
	void doesNotWarnWhenTheApplicationHasARedisToo(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("locky.redis.host=redis.example.com", "spring.data.redis.host=other.example.com")
			.run((context) -> assertThat(output).doesNotContain(WARNING));
	}

	@Test
	void doesNotWarnWhenTheApplicationHasConnectionDetails(CapturedOutput output) {
		this.contextRunner.withPropertyValues("locky.redis.host=redis.example.com")
			.withBean(DataRedisConnectionDetails.class, () -> mock(DataRedisConnectionDetails.class, (call) -> null))
			.run((context) -> assertThat(output).doesNotContain(WARNING));
	}

	@Test
	void doesNotWarnWhenNobodyAsksForTheHealthOfRedis(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("locky.redis.host=redis.example.com", "management.health.redis.enabled=false")
			.run((context) -> assertThat(output).doesNotContain(WARNING));
	}

	@Test
	void doesNotWarnWithoutDataRedis(CapturedOutput output) {
		Unstarted.contextRunner()
			.withConfiguration(
					AutoConfigurations.of(LockyAutoConfiguration.class, LockyHealthContributorAutoConfiguration.class))
			.withPropertyValues("locky.redis.host=redis.example.com")
			.run((context) -> {
				assertThat(context).hasSingleBean(LockyHealthIndicator.class);
				assertThat(output).doesNotContain(WARNING);
			});
	}

}
