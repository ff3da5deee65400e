package io.github.locky.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A lock that is to be released or prolonged, if it is held as meant.
 *
 * @param resource the resource
 * @param ownership whose lock is meant
 * @param holdAtLeast how long after its beginning the resource is to stay locked although
 * it is released; {@code null} for not at all
 */
public record LockTarget(String resource, Ownership ownership, @Nullable Duration holdAtLeast) {

	/**
	 * Create a target that is free when it is released.
	 * @param resource the resource
	 * @param ownership whose lock is meant
	 */
	public LockTarget(String resource, Ownership ownership) {
		this(resource, ownership, null);
	}

}
