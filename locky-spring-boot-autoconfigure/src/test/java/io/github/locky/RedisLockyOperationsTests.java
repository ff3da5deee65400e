package io.github.locky;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * The contract on one Redis.
 */
@RedisTest
class RedisLockyOperationsTests extends LockyOperationsContractTests {

	RedisLockyOperationsTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
