package io.github.locky;

import io.github.locky.testing.RedisServer;

/**
 * The contract in four partitions.
 */
class PartitionedLockyOperationsTests extends LockyOperationsContractTests {

	@Override
	LockyInstance startInstance(RedisServer server) {
		return LockyInstance.start(server, LayoutTests.partitions(4));
	}

}
