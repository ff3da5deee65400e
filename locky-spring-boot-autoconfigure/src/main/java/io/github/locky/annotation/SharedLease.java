package io.github.locky.annotation;

import java.util.HashSet;
import java.util.Set;

import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.engine.lease.CallLease;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

/**
 * A lease that several use: calls, one inside the other, and a transaction. It is
 * released when the last of them has left.
 */
final class SharedLease {

	private static final OneLineLog logger = OneLineLog.of(SharedLease.class);

	private final Lease lease;

	private final Set<Object> users = new HashSet<>();

	// Whose work goes on, for which it is not to be renewed any more
	private final Set<Object> abandoned = new HashSet<>();

	SharedLease(Lease lease) {
		this.lease = lease;
		if (lease instanceof CallLease protecting) {
			protecting.beginCall();
		}
	}

	Lease lease() {
		return this.lease;
	}

	/**
	 * Use the lease.
	 * @param user who does
	 */
	synchronized void join(Object user) {
		this.users.add(user);
	}

	/**
	 * Renew the lease for a user no longer, who has not left.
	 * @param user the user
	 */
	void abandon(Object user) {
		boolean needed;
		synchronized (this) {
			if (!this.users.remove(user)) {
				return;
			}
			this.abandoned.add(user);
			needed = !this.users.isEmpty();
		}
		if (!needed) {
			this.lease.letRunOut();
		}
	}

	/**
	 * End a call that failed.
	 * @param user the call
	 * @param failure why, which nothing is to hide
	 */
	void leaveAfter(Object user, Throwable failure) {
		try {
			leave(user);
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * End a call that succeeded. That Redis fails now does not make its work undone: the
	 * release is tried again.
	 * @param user the call
	 * @param result what it returned
	 * @throws LeaseLostException if the lease was lost meanwhile
	 */
	void leaveWith(Object user, @Nullable Object result) {
		boolean held = this.lease.isValid();
		try {
			held = leave(user);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Not released yet, will be tried again: " + this.lease, ex);
		}
		if (!held) {
			throw new LeaseLostException(this.lease, result);
		}
	}

	/**
	 * Use the lease no longer.
	 * @param user who does
	 * @return whether the lease was held until now
	 */
	boolean leave(Object user) {
		boolean needed;
		boolean used;
		synchronized (this) {
			this.users.remove(user);
			this.abandoned.remove(user);
			needed = !this.users.isEmpty();
			used = needed || !this.abandoned.isEmpty();
		}
		if (used) {
			boolean held = this.lease.isValid();
			if (!needed) {
				this.lease.letRunOut();
			}
			return held;
		}
		try {
			return this.lease.release();
		}
		finally {
			// Not before: a shutdown would release it, and this call take that for a loss
			if (this.lease instanceof CallLease protecting) {
				protecting.endCall();
			}
		}
	}

}
