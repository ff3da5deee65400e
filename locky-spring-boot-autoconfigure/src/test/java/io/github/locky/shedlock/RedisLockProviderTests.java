package io.github.locky.shedlock;

import io.github.locky.RedisTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Tests for {@link LockyLockProvider} with locks in Redis.
 */
@RedisTest
class RedisLockProviderTests extends LockProviderContractTests {

	RedisLockProviderTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
