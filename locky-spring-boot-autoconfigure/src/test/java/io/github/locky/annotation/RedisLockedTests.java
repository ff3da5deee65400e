package io.github.locky.annotation;

import java.util.List;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Methods that run under a lock in Redis.
 */
@RedisTest
class RedisLockedTests extends LockedContractTests {

	private final RedisServer redis;

	RedisLockedTests(RedisServer redis) {
		this.redis = redis;
	}

	@Override
	ApplicationContextRunner applicationWithStore() {
		return LockedApplication.on(this.redis);
	}

	@Override
	@Nullable String holder(String resource) {
		return (String) this.redis.command("GET", LockedApplication.PREFIX + resource);
	}

	@Override
	Long remaining(String resource) {
		return (Long) this.redis.command("PTTL", LockedApplication.PREFIX + resource);
	}

	@Override
	boolean isAnyLocked() {
		return !this.redis.command("KEYS", LockedApplication.PREFIX + "*").equals(List.of());
	}

}
