package io.github.locky;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * What stays locked in Redis.
 */
@RedisTest
class RedisHoldTests extends HoldContractTests {

	RedisHoldTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
