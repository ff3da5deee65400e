package io.github.locky.benchmarks.subject;

import org.springframework.util.Assert;

/**
 * Refuses to measure a subject that does not lock.
 */
final class Released {

	private Released() {
	}

	static void check(boolean released) {
		Assert.state(released, "The lock was not held any more");
	}

}
