package io.github.locky.shedlock;

import io.github.locky.MemoryTestStore;

/**
 * Tests for {@link LockyLockProvider} with locks in memory.
 */
class MemoryLockProviderTests extends LockProviderContractTests {

	MemoryLockProviderTests() {
		super(new MemoryTestStore());
	}

}
