package io.github.locky.reactive;

import io.github.locky.MemoryTestStore;

/**
 * Tests for {@link ReactiveLockyTemplate} with locks in memory.
 */
class MemoryReactiveLockyTests extends ReactiveLockyContractTests {

	MemoryReactiveLockyTests() {
		super(new MemoryTestStore());
	}

}
