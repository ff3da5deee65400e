package io.github.locky.autoconfigure.testcontainers;

import io.github.locky.autoconfigure.LockyConnectionDetails;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyContainerConnectionDetailsFactory}. The containers are never
 * really started.
 */
class LockyContainerConnectionDetailsFactoryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class));

	@Test
	void containerOfTheApplicationIsNotTakenForLocky() {
		this.contextRunner.withUserConfiguration(ApplicationContainerConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(DataRedisConnectionDetails.class)
				.doesNotHaveBean(LockyConnectionDetails.class));
	}

	@Test
	void containerOfLockyIsNotTakenForTheApplication() {
		this.contextRunner.withUserConfiguration(LockyContainerConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(LockyConnectionDetails.class)
				.doesNotHaveBean(DataRedisConnectionDetails.class));
	}

	@Test
	void containerMayBeForBoth() {
		this.contextRunner.withUserConfiguration(SharedContainerConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(LockyConnectionDetails.class)
				.hasSingleBean(DataRedisConnectionDetails.class));
	}

	@Test
	void detailsAreThoseOfTheContainer() {
		this.contextRunner.withUserConfiguration(LockyContainerConfiguration.class).run((context) -> {
			LockyConnectionDetails details = context.getBean(LockyConnectionDetails.class);
			assertThat(details.getStandalone()).isNotNull();
			assertThat(details.getStandalone().getHost()).isEqualTo("container");
			assertThat(details.getStandalone().getPort()).isEqualTo(16379);
			assertThat(details.getSslBundle()).isNull();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ApplicationContainerConfiguration {

		@Bean
		@ServiceConnection("redis")
		UnstartedContainer container() {
			return new UnstartedContainer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LockyContainerConfiguration {

		@Bean
		@ServiceConnection(type = LockyConnectionDetails.class)
		UnstartedContainer container() {
			return new UnstartedContainer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SharedContainerConfiguration {

		@Bean
		@ServiceConnection(name = "redis", type = { LockyConnectionDetails.class, DataRedisConnectionDetails.class })
		UnstartedContainer container() {
			return new UnstartedContainer();
		}

	}

	static class UnstartedContainer extends GenericContainer<UnstartedContainer> {

		UnstartedContainer() {
			super("valkey/valkey:8");
		}

		@Override
		public String getHost() {
			return "container";
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			return 10000 + originalPort;
		}

		@Override
		public void start() {
			// Takes Docker
		}

		@Override
		public void stop() {
			// Nothing was started
		}

	}

}
