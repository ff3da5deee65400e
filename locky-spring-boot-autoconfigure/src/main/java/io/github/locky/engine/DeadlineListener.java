package io.github.locky.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Told when locks of this instance are due.
 */
@FunctionalInterface
interface DeadlineListener {

	/**
	 * A lock was taken or released by this instance.
	 * @param partition its partition
	 * @param resource the resource
	 * @param ttl how long it lives from now at most; {@code null} if it does not expire
	 * any more
	 */
	void onDeadline(int partition, String resource, @Nullable Duration ttl);

}
