package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyMetrics;
import io.github.locky.observation.DefaultLockyObservationConvention;
import io.github.locky.observation.LockyObservationConvention;
import io.github.locky.observation.LockyObservations;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyMetricsAutoConfiguration} and the observations of
 * {@link LockyEngineConfiguration}.
 */
@RedisTest
class LockyObservabilityTests {

	private final ApplicationContextRunner contextRunner;

	LockyObservabilityTests(RedisServer server) {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
					LockyMetricsAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	@Test
	void withoutRegistryNothingIsObserved() {
		this.contextRunner.run((context) -> assertThat(context.getBean(LockyObservations.class).isNoop()).isTrue());
	}

	@Test
	void metersComeFromTheBinderAndFromObservations() {
		observed().run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			context.getBean(LockyOperations.class).lock("article:1", "ada");
			assertThat(meters.get("locky.lock").timer().count()).isEqualTo(1);
			assertThat(meters.find("locky.waiters").gauge()).isNotNull();
		});
	}

	@Test
	void conventionOfTheUserIsUsed() {
		observed().withBean(LockyObservationConvention.class, Shouting::new).run((context) -> {
			context.getBean(LockyOperations.class).lock("article:1", "ada");
			assertThat(context.getBean(MeterRegistry.class).get("LOCKY").timer().count()).isEqualTo(1);
		});
	}

	@Test
	void observationsCanBeSwitchedOff() {
		observed().withPropertyValues("management.observations.enable.locky=false").run((context) -> {
			assertThat(context.getBean(LockyOperations.class).lock("article:1", "ada")).isTrue();
			assertThat(context.getBean(MeterRegistry.class).find("locky.lock").timer()).isNull();
		});
	}

	@Test
	void metricsBackOffForThoseOfTheUser() {
		LockyMetrics mine = mock(LockyMetrics.class);
		this.contextRunner.withBean("mine", LockyMetrics.class, () -> mine)
			.run((context) -> assertThat(context.getBean(LockyMetrics.class)).isSameAs(mine));
	}

	@Test
	void metricsAreNotThereWithLockyOperationsOfTheUser() {
		this.contextRunner.withBean("mine", LockyOperations.class, () -> mock(LockyOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockyMetrics.class));
	}

	@Test
	void metersNeedNotBeOnTheClasspath() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterBinder.class.getPackageName()))
			.run((context) -> assertThat(context).hasSingleBean(LockyOperations.class).doesNotHaveBean("lockyMetrics"));
	}

	private ApplicationContextRunner observed() {
		return this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, ObservationAutoConfiguration.class));
	}

	private static final class Shouting extends DefaultLockyObservationConvention {

		@Override
		public String getName() {
			return "LOCKY";
		}

	}

}
