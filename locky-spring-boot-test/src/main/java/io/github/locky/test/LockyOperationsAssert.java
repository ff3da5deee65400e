package io.github.locky.test;

import java.util.List;
import java.util.stream.Stream;

import io.github.locky.HeldLock;
import io.github.locky.LockyOperations;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the locks of an application.
 */
public final class LockyOperationsAssert extends AbstractAssert<LockyOperationsAssert, LockyOperations> {

	LockyOperationsAssert(LockyOperations actual) {
		super(actual, LockyOperationsAssert.class);
	}

	/**
	 * Go on with one resource.
	 * @param resource the resource
	 * @return assertions about its lock
	 */
	public LockedResourceAssert resource(Object resource) {
		isNotNull();
		return new LockedResourceAssert(this.actual, resource);
	}

	/**
	 * Assert that nothing is locked.
	 * @return this
	 */
	public LockyOperationsAssert hasNoLocks() {
		isNotNull();
		try (Stream<HeldLock> held = this.actual.findAll()) {
			List<String> resources = held.map(HeldLock::resource).toList();
			if (!resources.isEmpty()) {
				failWithMessage("Expected nothing to be locked, but these are: %s", resources);
			}
		}
		return this;
	}

}
