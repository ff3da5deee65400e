package io.github.locky.integration;

import io.github.locky.RedisTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Leaders by locks in Redis.
 */
@RedisTest
class RedisLeaderTests extends LeaderContractTests {

	RedisLeaderTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
