package io.github.locky.engine.lease;

import io.github.locky.engine.waiting.LocksClosedException;

/**
 * A lease that protects what a call does. As long as the call runs, the lease is not
 * given away at shutdown.
 */
public interface CallLease {

	/**
	 * The call begins.
	 * @throws LocksClosedException if this instance shuts down and has released the lease
	 */
	void beginCall();

	/**
	 * The call has ended.
	 */
	void endCall();

	/**
	 * The call has come to its end: release the lease, unless the call did so itself.
	 * That the store fails now does not make its work undone; the release is tried again.
	 * @return whether the lease was held until now, or until the call released it
	 */
	boolean releaseAfterCall();

}
