package io.github.locky.integration;

import io.github.locky.RedisTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Tests for {@link LockyLockRegistry} with locks in Redis.
 */
@RedisTest
class RedisLockRegistryTests extends LockRegistryContractTests {

	RedisLockRegistryTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
