package io.github.locky.autoconfigure;

import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.redis.RedisLockStore;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.store.redis.ReplicationSettings;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Locks in Redis, unless something else is set.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "locky.store", havingValue = "redis", matchIfMissing = true)
@Import({ DedicatedConnectionConfiguration.class, LockyConnectionConfiguration.class })
class RedisStoreConfiguration {

	private static final OneLineLog logger = OneLineLog.of(RedisStoreConfiguration.class);

	private static final String TEMPLATE = "lockyStringRedisTemplate";

	private static final long RECOVERY_INTERVAL = 1000;

	// Messages are taken on the connection's own thread and handed on there: a thread for
	// each would cost most of the throughput. The engine starts the container.
	@Bean(defaultCandidate = false)
	RedisMessageListenerContainer lockyRedisMessageListenerContainer(
			@Qualifier(TEMPLATE) StringRedisTemplate template) {
		SimpleAsyncTaskExecutor subscriptionExecutor = new SimpleAsyncTaskExecutor("locky-subscription-");
		subscriptionExecutor.setDaemon(true);
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(template.getRequiredConnectionFactory());
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setSubscriptionExecutor(subscriptionExecutor);
		container.setRecoveryInterval(RECOVERY_INTERVAL);
		container.setAutoStartup(false);
		// Beans stop no later than those they depend on: by default that is before all
		// others
		container.setPhase(LockEngine.PHASE);
		return container;
	}

	// The engine closes it
	@Bean(destroyMethod = "")
	LockStore lockyLockStore(@Qualifier(TEMPLATE) StringRedisTemplate template, LockyProperties properties,
			@Qualifier("lockyRedisMessageListenerContainer") RedisMessageListenerContainer container) {
		int minReplicas = properties.replication().minReplicas();
		LockStore store = new RedisLockStore(template,
				new RedisStoreSettings(
						properties.keyPrefix(), properties.partitions(), properties.events().journalLength(),
						properties.events().database(), properties.ttl(), (minReplicas > 0)
								? new ReplicationSettings(minReplicas, properties.replication().timeout()) : null),
				container);
		logger
			.info("Locky keeps locks in " + store + "; events are " + ((properties.events().enabled()) ? "on" : "off"));
		return store;
	}

}
