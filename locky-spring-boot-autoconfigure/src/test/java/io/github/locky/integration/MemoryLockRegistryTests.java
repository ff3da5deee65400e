package io.github.locky.integration;

import io.github.locky.MemoryTestStore;

/**
 * Tests for {@link LockyLockRegistry} with locks in memory.
 */
class MemoryLockRegistryTests extends LockRegistryContractTests {

	MemoryLockRegistryTests() {
		super(new MemoryTestStore());
	}

}
