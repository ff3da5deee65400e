package io.github.locky.autoconfigure;

import java.util.concurrent.locks.Lock;

import io.github.locky.LockyOperations;
import io.github.locky.integration.LockyLockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyIntegrationAutoConfiguration}.
 */
class LockyIntegrationAutoConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockyIntegrationAutoConfiguration.class))
		.withPropertyValues("locky.store=memory");

	@Test
	void thereIsARegistryOfTheLocksOfTheApplication() {
		this.application.run((context) -> {
			Lock lock = context.getBean(LockRegistry.class).obtain("order:1");
			lock.lock();
			assertThat(context.getBean(LockyOperations.class).getLocker("order:1")).isNotNull();
			lock.unlock();
		});
	}

	@Test
	void anotherRegistryIsLeftAlone() {
		this.application.withBean(DefaultLockRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class)
				.doesNotHaveBean(LockyLockRegistry.class));
	}

	@Test
	void thereIsNoneWithoutSpringIntegrationOrWithoutLocky() {
		this.application.withClassLoader(new FilteredClassLoader("org.springframework.integration"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lockyLockRegistry"));
		this.application.withPropertyValues("locky.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockRegistry.class));
	}

}
