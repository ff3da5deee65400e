package io.github.locky.engine.lease;

/**
 * A lease that protects what a call does. As long as the call runs, the lease is not
 * given away at shutdown.
 */
public interface CallLease {

	/**
	 * The call begins.
	 */
	void beginCall();

	/**
	 * The call has ended.
	 */
	void endCall();

}
