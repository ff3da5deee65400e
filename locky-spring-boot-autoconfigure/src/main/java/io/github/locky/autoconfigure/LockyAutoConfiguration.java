package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.LockyTemplate;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.lease.Leases;
import io.github.locky.lease.LockWaiting;
import io.github.locky.redis.ApplicationEventTransitionListener;
import io.github.locky.redis.RedisLockEngine;
import io.github.locky.redis.TransitionListener;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Locky.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ StringRedisTemplate.class, LockyTemplate.class })
@ConditionalOnBooleanProperty(name = "locky.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(LockyOperations.class)
@EnableConfigurationProperties(LockyProperties.class)
@Import(LockyConnectionConfiguration.class)
@ImportRuntimeHints(LockyAutoConfiguration.LockyRuntimeHints.class)
public final class LockyAutoConfiguration {

	private static final long RECOVERY_INTERVAL = 1000;

	// Messages are only doorbells, so they are taken on the connection's own thread: one
	// for
	// each would cost most of the throughput. The engine starts the container.
	@Bean(defaultCandidate = false)
	RedisMessageListenerContainer lockyRedisMessageListenerContainer(
			@Qualifier(LockyConnectionConfiguration.TEMPLATE) StringRedisTemplate template, Environment environment) {
		SimpleAsyncTaskExecutor subscriptionExecutor = new SimpleAsyncTaskExecutor("locky-subscription-");
		subscriptionExecutor.setDaemon(true);
		subscriptionExecutor.setVirtualThreads(Threading.VIRTUAL.isActive(environment));
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(template.getRequiredConnectionFactory());
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setSubscriptionExecutor(subscriptionExecutor);
		container.setRecoveryInterval(RECOVERY_INTERVAL);
		container.setAutoStartup(false);
		return container;
	}

	@Bean
	RedisLockEngine lockyRedisLockEngine(@Qualifier(LockyConnectionConfiguration.TEMPLATE) StringRedisTemplate template,
			LockyProperties properties,
			@Qualifier("lockyRedisMessageListenerContainer") RedisMessageListenerContainer container,
			ApplicationEventPublisher publisher, ObjectProvider<LockyOperations> operations) {
		TransitionListener listener = (properties.events().enabled())
				? new ApplicationEventTransitionListener(operations::getObject, publisher) : null;
		return new RedisLockEngine(template, properties.toEngineSettings(), container, listener);
	}

	@Bean
	LockWaiting lockyLockWaiting(RedisLockEngine engine, LockyProperties properties) {
		LockWaiting waiting = new LockWaiting(engine.getLocks(), properties.waiting().pollInterval(),
				engine::needDoorbell);
		engine.addDoorbellListener(waiting);
		return waiting;
	}

	@Bean
	Leases lockyLeases(RedisLockEngine engine, ApplicationEventPublisher publisher,
			ObjectProvider<LockyOperations> operations) {
		Leases leases = new Leases(engine.getLocks());
		engine.addDoorbellListener(leases);
		leases.setLossListener((lease) -> publisher
			.publishEvent(new LeaseLostEvent(operations.getObject(), lease.terms().locker(), lease.terms().tokens())));
		return leases;
	}

	@Bean
	LockyTemplate lockyTemplate(RedisLockEngine engine, LockWaiting waiting, Leases leases) {
		return new LockyTemplate(engine.getLocks(), waiting, leases);
	}

	static class LockyRuntimeHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, ClassLoader classLoader) {
			hints.resources().registerPattern("META-INF/scripts/locky/*.lua");
		}

	}

}
