package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.integration.LockyLockRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link LockyLockRegistry}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class,
		beforeName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnClass(DistributedLock.class)
@ConditionalOnBean(LockyOperations.class)
public final class LockyIntegrationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(LockRegistry.class)
	LockyLockRegistry lockyLockRegistry(LockyOperations operations) {
		return new LockyLockRegistry(operations);
	}

}
