package io.github.locky.benchmarks.subject;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * {@code RedisLockRegistry} of either kind.
 */
final class SpringIntegrationSubject implements Subject {

	private final LettuceConnectionFactory connectionFactory;

	private final RedisLockRegistry locks;

	private final RedisLockRegistry renewedLocks;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	SpringIntegrationSubject(int port, boolean pubSub) {
		this.connectionFactory = Redis.connectionFactory(port);
		this.locks = registry((pubSub) ? "pubsub" : "spin", pubSub);
		this.renewedLocks = registry((pubSub) ? "pubsub-renewed" : "spin-renewed", pubSub);
		this.scheduler.initialize();
		this.renewedLocks.setRenewalTaskScheduler(this.scheduler);
	}

	private RedisLockRegistry registry(String name, boolean pubSub) {
		RedisLockRegistry registry = new RedisLockRegistry(this.connectionFactory, name, TTL);
		registry.setRedisLockType((pubSub) ? RedisLockType.PUB_SUB_LOCK : RedisLockType.SPIN_LOCK);
		return registry;
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		while (true) {
			try {
				Lock lock = this.locks.obtain(resource);
				return (lock.tryLock()) ? lock::unlock : null;
			}
			catch (CannotAcquireLockException ex) {
				// Now and then it takes a lock for evicted that it has just handed out
				if (!(ex.getCause() instanceof IllegalStateException)) {
					throw ex;
				}
			}
		}
	}

	@Override
	public @Nullable Held lock(String resource, Duration waitAtMost) throws InterruptedException {
		Lock lock = this.locks.obtain(resource);
		return (lock.tryLock(waitAtMost.toMillis(), TimeUnit.MILLISECONDS)) ? lock::unlock : null;
	}

	@Override
	public @Nullable Held keepLocked(String resource) {
		Lock lock = this.renewedLocks.obtain(resource);
		return (lock.tryLock()) ? lock::unlock : null;
	}

	@Override
	public void close() {
		this.scheduler.shutdown();
		this.locks.destroy();
		this.renewedLocks.destroy();
		this.connectionFactory.destroy();
	}

}
