package io.github.locky.recipes;

import java.util.Map;

import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.event.LockyEvent;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.stereotype.Component;

/**
 * Locks under a second prefix.
 */
// snippet: prefixes
@Component
class LegacyLocks implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	LegacyLocks(ConfigurableEnvironment environment, ApplicationEventPublisher publisher) {
		this.context.getEnvironment().merge(environment);
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("legacy", Map.of("locky.key-prefix", "legacy:")));
		this.context
			.addApplicationListener(GenericApplicationListener.forEventType(LockyEvent.class, publisher::publishEvent));
		this.context.register(Locky.class);
		this.context.refresh();
	}

	LockyOperations operations() {
		return this.context.getBean(LockyOperations.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LockyAutoConfiguration.class })
	static class Locky {

	}

}
// end
