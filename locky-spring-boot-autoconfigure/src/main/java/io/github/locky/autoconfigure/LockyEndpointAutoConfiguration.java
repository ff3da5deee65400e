package io.github.locky.autoconfigure;

import io.github.locky.LockyTemplate;
import io.github.locky.actuate.LockyEndpoint;
import io.github.locky.engine.LockEngine;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link LockyEndpoint}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(LockyEndpoint.class)
@ConditionalOnBean(LockEngine.class)
public final class LockyEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockyEndpoint lockyEndpoint(LockyTemplate operations, LockEngine engine) {
		return new LockyEndpoint(operations, engine);
	}

}
