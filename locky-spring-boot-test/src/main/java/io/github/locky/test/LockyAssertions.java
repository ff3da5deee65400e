package io.github.locky.test;

import io.github.locky.LockyOperations;

/**
 * Entry point for assertions about locks.
 */
public final class LockyAssertions {

	private LockyAssertions() {
	}

	/**
	 * Assert something about locks.
	 * @param actual what knows the locks
	 * @return assertions
	 */
	public static LockyOperationsAssert assertThat(LockyOperations actual) {
		return new LockyOperationsAssert(actual);
	}

	/**
	 * Assert something about what is heard of locks.
	 * @param actual what was recorded
	 * @return assertions
	 */
	public static LockyEventsAssert assertThat(LockyEvents actual) {
		return new LockyEventsAssert(actual);
	}

	/**
	 * Assert something about a method that should be locked.
	 * @param bean the bean, as the application context has it
	 * @param method the name of the method
	 * @return assertions
	 */
	public static LockedMethodAssert assertThatMethod(Object bean, String method) {
		return new LockedMethodAssert(bean, method);
	}

}
