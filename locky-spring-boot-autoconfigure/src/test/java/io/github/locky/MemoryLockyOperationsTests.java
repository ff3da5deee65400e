package io.github.locky;

/**
 * The contract in memory.
 */
class MemoryLockyOperationsTests extends LockyOperationsContractTests {

	MemoryLockyOperationsTests() {
		super(new MemoryTestStore());
	}

}
