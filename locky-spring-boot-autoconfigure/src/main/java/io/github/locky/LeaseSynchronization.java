package io.github.locky;

import io.github.locky.store.OneLineLog;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.Assert;

/**
 * Holds a lease until the transaction that runs on the current thread has completed, so
 * that nobody gets the lock before what it protects is visible or rolled back. If the
 * lease is lost before, the transaction does not commit.
 */
public class LeaseSynchronization implements TransactionSynchronization {

	private static final OneLineLog logger = OneLineLog.of(LeaseSynchronization.class);

	private final Lease lease;

	/**
	 * Create a synchronization.
	 * @param lease the lease
	 */
	protected LeaseSynchronization(Lease lease) {
		this.lease = lease;
	}

	/**
	 * Release a lease when the running transaction has committed or rolled back. Until
	 * then it is the caller's to keep alive, if its time to live is short.
	 * @param lease the lease
	 * @throws IllegalStateException if no transaction runs on this thread
	 */
	public static void releaseAfterCompletion(Lease lease) {
		Assert.notNull(lease, "'lease' must not be null");
		TransactionSynchronizationManager.registerSynchronization(new LeaseSynchronization(lease));
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		if (!this.lease.isValid()) {
			throw new LeaseLostException(this.lease, null);
		}
	}

	@Override
	public void afterCompletion(int status) {
		try {
			release();
		}
		catch (RuntimeException ex) {
			logger.warn("Not released yet, will be tried again: " + this.lease, ex);
		}
	}

	/**
	 * Release the lease.
	 */
	protected void release() {
		this.lease.close();
	}

}
