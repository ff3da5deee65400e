package io.github.locky.autoconfigure;

import java.time.Duration;

import io.github.locky.LockyOperations;
import io.github.locky.LockyTemplate;
import io.github.locky.engine.ApplicationEventTransitionListener;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.TransitionListener;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.observation.LockyObservationConvention;
import io.github.locky.observation.LockyObservations;
import io.github.locky.store.LockStore;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/**
 * The engine, what keeps it running, and the template on top of it.
 */
@Configuration(proxyBeanMethods = false)
class LockyEngineConfiguration {

	private static final Duration DEFAULT_PHASE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

	@Bean
	LockyObservations lockyObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<LockyObservationConvention> convention) {
		return new LockyObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable());
	}

	// The properties come first: that one is wrong tells more than that there is no store
	@Bean
	LockEngine lockyLockEngine(LockyProperties properties, LockStore store, ApplicationEventPublisher publisher,
			ObjectProvider<LockyOperations> operations, LockyObservations observations, Environment environment) {
		TransitionListener listener = (properties.events().enabled())
				? new ApplicationEventTransitionListener(SingletonSupplier.of(operations::getObject), publisher) : null;
		LockEngine engine = new LockEngine(store, new EngineSettings(properties.ttl(),
				properties.waiting().pollInterval(), drainTimeout(environment), properties.events().expiryWarning()),
				listener);
		engine.setObservations(observations);
		engine.setLossListener((lease) -> publisher
			.publishEvent(new LeaseLostEvent(operations.getObject(), lease.terms().locker(), lease.terms().tokens())));
		return engine;
	}

	// The phase must not be over before it is
	private static Duration drainTimeout(Environment environment) {
		Duration phase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(DEFAULT_PHASE_TIMEOUT);
		return (phase.compareTo(TIME_TO_STOP) > 0) ? phase.minus(TIME_TO_STOP) : Duration.ZERO;
	}

	@Bean
	LockyTemplate lockyTemplate(LockEngine engine, LockyProperties properties, LockyObservations observations,
			Environment environment) {
		UnknownPropertyWarning.warn(environment);
		LockyTemplate template = new LockyTemplate(engine);
		template.setLeaseTtl(properties.lease().ttl());
		template.setObservations(observations);
		return template;
	}

}
