package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.LockyTemplate;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.lease.Leases;
import io.github.locky.lease.LockWaiting;
import io.github.locky.observation.LockyObservationConvention;
import io.github.locky.observation.LockyObservations;
import io.github.locky.redis.ApplicationEventTransitionListener;
import io.github.locky.redis.EngineSettings;
import io.github.locky.redis.RedisLockEngine;
import io.github.locky.redis.ReplicationSettings;
import io.github.locky.redis.TransitionListener;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.function.SingletonSupplier;

/**
 * The engine, what keeps it running, and the template on top of it.
 */
@Configuration(proxyBeanMethods = false)
class LockyEngineConfiguration {

	private static final String TEMPLATE = "lockyStringRedisTemplate";

	private static final long RECOVERY_INTERVAL = 1000;

	// Messages are only doorbells, so they are taken on the connection's own thread: one
	// for
	// each would cost most of the throughput. The engine starts the container.
	@Bean(defaultCandidate = false)
	RedisMessageListenerContainer lockyRedisMessageListenerContainer(@Qualifier(TEMPLATE) StringRedisTemplate template,
			Environment environment) {
		SimpleAsyncTaskExecutor subscriptionExecutor = new SimpleAsyncTaskExecutor("locky-subscription-");
		subscriptionExecutor.setDaemon(true);
		subscriptionExecutor.setVirtualThreads(Threading.VIRTUAL.isActive(environment));
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(template.getRequiredConnectionFactory());
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setSubscriptionExecutor(subscriptionExecutor);
		container.setRecoveryInterval(RECOVERY_INTERVAL);
		container.setAutoStartup(false);
		// Beans stop no later than those they depend on: by default that is before all
		// others
		container.setPhase(RedisLockEngine.PHASE);
		return container;
	}

	@Bean
	RedisLockEngine lockyRedisLockEngine(@Qualifier(TEMPLATE) StringRedisTemplate template, LockyProperties properties,
			@Qualifier("lockyRedisMessageListenerContainer") RedisMessageListenerContainer container,
			ApplicationEventPublisher publisher, ObjectProvider<LockyOperations> operations, Environment environment) {
		TransitionListener listener = (properties.events().enabled())
				? new ApplicationEventTransitionListener(SingletonSupplier.of(operations::getObject), publisher) : null;
		EngineSettings settings = settings(properties);
		return new RedisLockEngine(template,
				(Threading.VIRTUAL.isActive(environment)) ? settings.withVirtualThreads() : settings, container,
				listener);
	}

	private static EngineSettings settings(LockyProperties properties) {
		int minReplicas = properties.replication().minReplicas();
		return new EngineSettings(properties.keyPrefix(), properties.partitions(), properties.events().journalLength(),
				properties.events().database(), properties.ttl(),
				(minReplicas > 0) ? new ReplicationSettings(minReplicas, properties.replication().timeout()) : null);
	}

	@Bean
	LockyObservations lockyObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<LockyObservationConvention> convention) {
		return new LockyObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable());
	}

	@Bean
	LockWaiting lockyLockWaiting(RedisLockEngine engine, LockyProperties properties, LockyObservations observations) {
		LockWaiting waiting = new LockWaiting(engine.getLocks(), properties.waiting().pollInterval(),
				engine::needDoorbell);
		waiting.setObservations(observations);
		engine.addDoorbellListener(waiting);
		return waiting;
	}

	@Bean
	Leases lockyLeases(RedisLockEngine engine, LockWaiting waiting, ApplicationEventPublisher publisher,
			ObjectProvider<LockyOperations> operations, LockyObservations observations) {
		Leases leases = new Leases(engine.getLocks(), waiting);
		leases.setObservations(observations);
		engine.addDoorbellListener(leases);
		engine.addTransitionListener(leases);
		leases.setLossListener((lease) -> publisher
			.publishEvent(new LeaseLostEvent(operations.getObject(), lease.terms().locker(), lease.terms().tokens())));
		return leases;
	}

	@Bean
	LockyTemplate lockyTemplate(RedisLockEngine engine, LockWaiting waiting, Leases leases,
			LockyObservations observations) {
		LockyTemplate template = new LockyTemplate(engine.getLocks(), waiting, leases);
		template.setObservations(observations);
		return template;
	}

}
