package io.github.locky.annotation;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.LeaseSynchronization;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The leases that one call uses: those it has joined, and one of its own for the rest.
 */
final class CallLeases {

	private final CurrentLeases current;

	private final Deque<SharedLease> leases = new ArrayDeque<>();

	private @Nullable SharedLease own;

	CallLeases(CurrentLeases current) {
		this.current = current;
	}

	/**
	 * Use the lease of an outer call.
	 * @param outer the lease
	 * @throws LeaseLostException if it is not held any more
	 */
	void join(SharedLease outer) {
		outer.join(this);
		this.leases.push(outer);
		if (!outer.lease().isValid()) {
			throw new LeaseLostException(outer.lease(), null);
		}
	}

	/**
	 * Use a new lease, which also the running transaction needs until it has completed.
	 * @param lease the lease
	 */
	void own(Lease lease) {
		SharedLease own = new SharedLease(lease);
		own.join(this);
		this.leases.push(own);
		this.current.add(own);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionLease transaction = new TransactionLease(own, this.current);
			own.join(transaction);
			TransactionSynchronizationManager.registerSynchronization(transaction);
		}
		else {
			this.own = own;
		}
	}

	/**
	 * End the part of the call that runs on this thread.
	 */
	void exit() {
		if (this.own != null) {
			this.current.remove(this.own);
		}
	}

	/**
	 * Renew no lease for this call any more. Those that others use, too, run out when the
	 * others have left.
	 */
	void letRunOut() {
		this.leases.forEach((lease) -> lease.abandon(this));
	}

	void endAfter(Throwable failure) {
		this.leases.forEach((lease) -> lease.leaveAfter(this, failure));
	}

	void endWith(@Nullable Object result) {
		LeaseLostException lost = null;
		for (SharedLease lease : this.leases) {
			try {
				lease.leaveWith(this, result);
			}
			catch (LeaseLostException ex) {
				lost = ex;
			}
		}
		if (lost != null) {
			throw lost;
		}
	}

	/**
	 * A lease that a transaction uses on this thread.
	 */
	private static final class TransactionLease extends LeaseSynchronization {

		private final SharedLease lease;

		private final CurrentLeases current;

		private TransactionLease(SharedLease lease, CurrentLeases current) {
			super(lease.lease());
			this.lease = lease;
			this.current = current;
		}

		@Override
		protected void release() {
			this.current.remove(this.lease);
			this.lease.leave(this);
		}

	}

}
