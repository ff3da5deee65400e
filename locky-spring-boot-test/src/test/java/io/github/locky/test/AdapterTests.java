package io.github.locky.test;

import io.github.locky.LockyOperations;
import io.github.locky.integration.LockyLockRegistry;
import io.github.locky.reactive.ReactiveLockyOperations;
import io.github.locky.shedlock.LockyLockProvider;
import io.github.locky.test.autoconfigure.AutoConfigureLocky;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static io.github.locky.test.LockyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice whose beans know locks as Reactor, Spring Integration or ShedLock do.
 */
@SpringJUnitConfig
@AutoConfigureLocky
class AdapterTests {

	@Autowired
	private LockyOperations locky;

	@Test
	void sliceHasTheLocksForReactor(@Autowired ReactiveLockyOperations reactive) {
		assertThat(reactive.lock("article:12", "ada").block()).isTrue();
		assertThat(this.locky).resource("article:12").isLockedBy("ada");
	}

	@Test
	void sliceHasTheRegistryOfSpringIntegration(@Autowired LockyLockRegistry registry) {
		assertThat(registry.obtain("order:7").tryLock()).isTrue();
		assertThat(this.locky).resource("order:7").isLocked();
	}

	@Test
	void sliceHasTheProviderOfShedLock(@Autowired LockyLockProvider provider) {
		assertThat(provider).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class Slice {

	}

}
