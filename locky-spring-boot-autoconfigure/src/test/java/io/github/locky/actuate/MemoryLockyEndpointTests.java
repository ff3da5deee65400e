package io.github.locky.actuate;

import io.github.locky.MemoryTestStore;

/**
 * Tests for {@link LockyEndpoint} with locks in memory.
 */
class MemoryLockyEndpointTests extends LockyEndpointContractTests {

	MemoryLockyEndpointTests() {
		super(new MemoryTestStore());
	}

}
