package io.github.locky;

import org.jspecify.annotations.Nullable;

/**
 * Work to do while a lease is held, with a result.
 *
 * @param <T> the type of the result
 * @param <E> the type of exception the work may throw
 */
@FunctionalInterface
public interface LeaseCallback<T extends @Nullable Object, E extends Throwable> {

	/**
	 * Do the work.
	 * @param lease the lease, which is released afterwards
	 * @return the result
	 * @throws E if the work fails
	 */
	T doWithLease(Lease lease) throws E;

}
