package io.github.locky.benchmarks.subject;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * {@code RLock} with a lease time, or without one where it is to be renewed.
 */
final class RedissonSubject implements Subject {

	private final RedissonClient client;

	private final boolean fair;

	RedissonSubject(int port, boolean fair) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://" + Redis.HOST + ":" + port);
		this.client = Redisson.create(config);
		this.fair = fair;
	}

	private RLock get(String resource) {
		return (this.fair) ? this.client.getFairLock("fair:" + resource) : this.client.getLock("redisson:" + resource);
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		try {
			return lock(resource, Duration.ZERO);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public @Nullable Held lock(String resource, Duration waitAtMost) throws InterruptedException {
		RLock lock = get(resource);
		return (lock.tryLock(waitAtMost.toMillis(), TTL.toMillis(), TimeUnit.MILLISECONDS)) ? lock::unlock : null;
	}

	@Override
	public @Nullable Held keepLocked(String resource) {
		RLock lock = get(resource);
		return (lock.tryLock()) ? lock::unlock : null;
	}

	@Override
	public void close() {
		this.client.shutdown(0, 2, TimeUnit.SECONDS);
	}

}
