package io.github.locky.benchmarks.subject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import net.javacrumbs.shedlock.support.KeepAliveLockProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * ShedLock's provider, with the owner checked when it unlocks.
 */
final class ShedLockSubject implements Subject {

	private final LettuceConnectionFactory connectionFactory;

	private final LockProvider locks;

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final LockProvider renewedLocks;

	ShedLockSubject(int port) {
		this.connectionFactory = Redis.connectionFactory(port);
		RedisLockProvider provider = new RedisLockProvider.Builder(this.connectionFactory).safeUpdate(true).build();
		this.locks = provider;
		this.renewedLocks = new KeepAliveLockProvider(provider, this.scheduler);
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		return lock(this.locks, resource);
	}

	@Override
	public @Nullable Held keepLocked(String resource) {
		return lock(this.renewedLocks, resource);
	}

	private static @Nullable Held lock(LockProvider locks, String resource) {
		Optional<SimpleLock> lock = locks.lock(new LockConfiguration(Instant.now(), resource, TTL, Duration.ZERO));
		return lock.<Held>map((held) -> held::unlock).orElse(null);
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.connectionFactory.destroy();
	}

}
