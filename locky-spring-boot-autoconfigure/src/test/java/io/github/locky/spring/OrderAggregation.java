package io.github.locky.spring;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Aggregates orders under a lock.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
class OrderAggregation {

	// snippet: registry
	@Bean
	IntegrationFlow aggregation(LockRegistry<?> lockRegistry) {
		return IntegrationFlow.from("items")
			.aggregate((aggregator) -> aggregator.lockRegistry(lockRegistry))
			.channel("orders")
			.get();
	}
	// end

}
