package io.github.locky.annotation;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.Lease;
import io.github.locky.LeaseLostException;
import io.github.locky.engine.lease.CallLease;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

/**
 * A lease that several calls use, one inside the other. It is released when the last of
 * them has ended.
 */
final class SharedLease {

	private static final OneLineLog logger = OneLineLog.of(SharedLease.class);

	private final Lease lease;

	private final AtomicInteger users = new AtomicInteger(1);

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
	 * Use the lease for one call more.
	 */
	void join() {
		this.users.incrementAndGet();
	}

	/**
	 * End a call that failed.
	 * @param failure why, which nothing is to hide
	 */
	void leaveAfter(Throwable failure) {
		try {
			leave();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * End a call that succeeded. That Redis fails now does not make its work undone: the
	 * release is tried again.
	 * @param result what it returned
	 * @throws LeaseLostException if the lease was lost meanwhile
	 */
	void leaveWith(@Nullable Object result) {
		boolean held = this.lease.isValid();
		try {
			held = leave();
		}
		catch (RuntimeException ex) {
			logger.warn("Not released yet, will be tried again: " + this.lease, ex);
		}
		if (!held) {
			throw new LeaseLostException(this.lease, result);
		}
	}

	/**
	 * End a call.
	 * @return whether the lease was held until now
	 */
	boolean leave() {
		if (this.users.decrementAndGet() > 0) {
			return this.lease.isValid();
		}
		if (this.lease instanceof CallLease protecting) {
			protecting.endCall();
		}
		return this.lease.release();
	}

}
