package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.reactive.ReactiveLockyOperations;
import io.github.locky.reactive.ReactiveLockyTemplate;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link ReactiveLockyOperations}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class)
@ConditionalOnClass(Flux.class)
@ConditionalOnBean(LockyOperations.class)
public final class LockyReactiveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ReactiveLockyOperations.class)
	ReactiveLockyTemplate lockyReactiveTemplate(LockyOperations operations) {
		return new ReactiveLockyTemplate(operations);
	}

}
