package io.github.locky;

/**
 * Waiting for a lock in memory.
 */
class MemoryWaitingTests extends WaitingContractTests {

	MemoryWaitingTests() {
		super(new MemoryTestStore());
	}

}
