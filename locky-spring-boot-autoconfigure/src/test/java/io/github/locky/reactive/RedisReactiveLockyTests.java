package io.github.locky.reactive;

import io.github.locky.RedisTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Tests for {@link ReactiveLockyTemplate} with locks in Redis.
 */
@RedisTest
class RedisReactiveLockyTests extends ReactiveLockyContractTests {

	RedisReactiveLockyTests(RedisServer redis) {
		super(new RedisTestStore(redis));
	}

}
