package io.github.locky;

/**
 * Leases of locks in memory.
 */
class MemoryLeaseTests extends LeaseContractTests {

	MemoryLeaseTests() {
		super(new MemoryTestStore());
	}

}
