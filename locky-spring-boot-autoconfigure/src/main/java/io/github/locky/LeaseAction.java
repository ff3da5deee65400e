package io.github.locky;

/**
 * Work to do while a lease is held, without a result.
 *
 * @param <E> the type of exception the work may throw
 */
@FunctionalInterface
public interface LeaseAction<E extends Throwable> {

	/**
	 * Do the work.
	 * @param lease the lease, which is released afterwards
	 * @throws E if the work fails
	 */
	void doWithLease(Lease lease) throws E;

}
