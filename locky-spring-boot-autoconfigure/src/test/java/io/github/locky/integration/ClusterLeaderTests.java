package io.github.locky.integration;

import io.github.locky.ClusterTestStore;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * Leaders by locks in a cluster.
 */
@RedisTest
class ClusterLeaderTests extends LeaderContractTests {

	ClusterLeaderTests(RedisServer redis) {
		super(new ClusterTestStore(redis));
	}

}
