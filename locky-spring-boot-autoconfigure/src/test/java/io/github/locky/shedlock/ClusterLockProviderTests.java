package io.github.locky.shedlock;

import io.github.locky.ClusterTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Tests for {@link LockyLockProvider} with locks in a cluster.
 */
@RedisTest
class ClusterLockProviderTests extends LockProviderContractTests {

	ClusterLockProviderTests(RedisServer redis) {
		super(new ClusterTestStore(redis));
	}

}
