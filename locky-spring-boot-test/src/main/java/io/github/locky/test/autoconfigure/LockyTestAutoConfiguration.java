package io.github.locky.test.autoconfigure;

import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MovableClock;
import io.github.locky.test.LockyEvents;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tests with
 * {@link AutoConfigureLocky}.
 */
@AutoConfiguration(before = LockyAutoConfiguration.class)
public final class LockyTestAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockyEvents lockyEvents() {
		return new LockyEvents();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "locky.store", havingValue = "memory")
	static class MemoryConfiguration {

		// It must not compete with a clock of the application
		@Bean
		@Fallback
		@ConditionalOnMissingBean
		MovableClock lockyClock() {
			return new MovableClock();
		}

		// Of this context alone: contexts that a test run keeps must not exclude each
		// other
		@Bean
		@ConditionalOnMissingBean
		MemoryDatabase lockyDatabase(MovableClock clock) {
			return new MemoryDatabase(clock);
		}

	}

}
