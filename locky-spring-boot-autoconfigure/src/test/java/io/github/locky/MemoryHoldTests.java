package io.github.locky;

/**
 * What stays locked in memory.
 */
class MemoryHoldTests extends HoldContractTests {

	MemoryHoldTests() {
		super(new MemoryTestStore());
	}

}
