package io.github.locky.integration;

import io.github.locky.ClusterTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Tests for {@link LockyLockRegistry} with locks in a cluster.
 */
@RedisTest
class ClusterLockRegistryTests extends LockRegistryContractTests {

	ClusterLockRegistryTests(RedisServer redis) {
		super(new ClusterTestStore(redis));
	}

}
