package io.github.locky;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * The contract on a cluster.
 */
@RedisTest
class ClusterLockyOperationsTests extends LockyOperationsContractTests {

	ClusterLockyOperationsTests(RedisServer redis) {
		super(new ClusterTestStore(redis));
	}

}
