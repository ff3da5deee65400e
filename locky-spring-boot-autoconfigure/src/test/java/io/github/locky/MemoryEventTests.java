package io.github.locky;

/**
 * What is heard of locks in memory.
 */
class MemoryEventTests extends EventContractTests {

	MemoryEventTests() {
		super(new MemoryTestStore());
	}

}
