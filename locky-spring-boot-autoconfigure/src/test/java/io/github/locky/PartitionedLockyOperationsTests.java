package io.github.locky;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;

/**
 * The contract in four partitions.
 */
@RedisTest
class PartitionedLockyOperationsTests extends LockyOperationsContractTests {

	PartitionedLockyOperationsTests(RedisServer redis) {
		super(new RedisTestStore(redis, LayoutTests.partitions(4)));
	}

}
