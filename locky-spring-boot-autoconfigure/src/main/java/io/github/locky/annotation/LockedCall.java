package io.github.locky.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.store.OneLine;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.util.Assert;

/**
 * One call of a locked method.
 */
final class LockedCall {

	private final MethodInvocation invocation;

	private final LockedOperation operation;

	private final LockyOperations locky;

	private final CurrentLeases current;

	private final List<String> resources;

	private final @Nullable String locker;

	LockedCall(MethodInvocation invocation, LockedOperation operation, LockyOperations locky, CurrentLeases current,
			List<String> resources, @Nullable String locker) {
		this.invocation = invocation;
		this.operation = operation;
		this.locky = locky;
		this.current = current;
		this.resources = resources;
		this.locker = locker;
	}

	MethodInvocation invocation() {
		return this.invocation;
	}

	@Nullable Object refused(CannotAcquireLockException refused) throws Throwable {
		return this.operation.refusal().instead(this.invocation, refused);
	}

	LockyOperations locky() {
		return this.locky;
	}

	/**
	 * Return what to lock anew for whoever is not bound to this thread.
	 * @return the request for all resources
	 */
	LockRequest request() {
		return this.operation.request(this.resources, this.locker);
	}

	private Lease acquire(List<String> resources) {
		Lease lease = this.locky.acquire(this.operation.request(resources, this.locker));
		Assert.state(lease != null, () -> OneLine.of("No lease of " + resources + " was returned by "
				+ this.locky.getClass().getName() + ", so " + this.invocation.getMethod()
				+ " is not called. If that is a mock, let tests lock in memory "
				+ "instead ('locky.store=memory', or @AutoConfigureLocky of locky-spring-boot-test), or let its acquire return a lease"));
		return lease;
	}

	/**
	 * Join what this thread holds already, lock what is missing, and let calls on this
	 * thread join it.
	 * @return what the call holds
	 */
	CallLeases enter() {
		Set<SharedLease> outer = this.current.covering(this.resources, this.locker);
		CallLeases leases = new CallLeases(this.current);
		try {
			outer.forEach(leases::join);
			List<String> missing = new ArrayList<>(this.resources);
			outer.forEach((lease) -> missing.removeAll(lease.lease().resources()));
			if (!missing.isEmpty()) {
				leases.own(acquire(missing));
			}
			return leases;
		}
		catch (RuntimeException | Error ex) {
			leases.exit();
			leases.endAfter(ex);
			throw ex;
		}
	}

}
