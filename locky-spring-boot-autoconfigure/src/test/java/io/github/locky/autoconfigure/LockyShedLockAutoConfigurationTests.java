package io.github.locky.autoconfigure;

import java.time.Duration;
import java.time.Instant;

import io.github.locky.LockyOperations;
import io.github.locky.shedlock.LockyLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyShedLockAutoConfiguration}.
 */
class LockyShedLockAutoConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, LockyShedLockAutoConfiguration.class))
		.withPropertyValues("locky.store=memory");

	@Test
	void thereIsAProviderOfTheLocksOfTheApplication() {
		this.application.run((context) -> {
			assertThat(context.getBean(LockProvider.class)
				.lock(new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(1), Duration.ZERO)))
				.isPresent();
			assertThat(context.getBean(LockyOperations.class).getLocker("report")).isNotNull();
		});
	}

	@Test
	void anotherProviderIsLeftAlone() {
		LockProvider own = mock(LockProvider.class);
		this.application.withBean(LockProvider.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean(LockyLockProvider.class));
	}

	@Test
	void thereIsNoneWithoutShedLockOrWithoutLocky() {
		this.application.withClassLoader(new FilteredClassLoader("net.javacrumbs.shedlock"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("lockyLockProvider"));
		this.application.withPropertyValues("locky.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockProvider.class));
	}

}
