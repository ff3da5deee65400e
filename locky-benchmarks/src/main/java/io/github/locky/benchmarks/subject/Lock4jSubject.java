package io.github.locky.benchmarks.subject;

import java.time.Duration;
import java.util.List;

import com.baomidou.lock.LockInfo;
import com.baomidou.lock.LockTemplate;
import com.baomidou.lock.executor.RedisTemplateLockExecutor;
import com.baomidou.lock.spring.boot.autoconfigure.Lock4jProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.Assert;

/**
 * lock4j's template, put together by hand.
 */
final class Lock4jSubject implements Subject {

	private final LettuceConnectionFactory connectionFactory;

	private final LockTemplate locks = new LockTemplate();

	Lock4jSubject(int port) {
		this.connectionFactory = Redis.connectionFactory(port);
		Lock4jProperties properties = new Lock4jProperties();
		this.locks.setProperties(properties);
		this.locks.setExecutors(
				List.of(new RedisTemplateLockExecutor(new StringRedisTemplate(this.connectionFactory), properties)));
		try {
			this.locks.afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		// With a time-out of 0 it takes its default of three seconds
		return lock(resource, Duration.ofSeconds(1));
	}

	@Override
	public @Nullable Held lock(String resource, Duration waitAtMost) {
		LockInfo lock = this.locks.lock("lock4j:" + resource, TTL.toMillis(), waitAtMost.toMillis());
		return (lock != null) ? () -> Assert.state(this.locks.releaseLock(lock), NOT_HELD) : null;
	}

	@Override
	public void close() {
		this.connectionFactory.destroy();
	}

}
