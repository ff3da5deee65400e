package io.github.locky.integration;

import io.github.locky.MemoryTestStore;

/**
 * Leaders by locks in memory.
 */
class MemoryLeaderTests extends LeaderContractTests {

	MemoryLeaderTests() {
		super(new MemoryTestStore());
	}

}
