package io.github.locky.recipes;

import java.util.function.Supplier;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;

import org.springframework.stereotype.Component;

/**
 * Locks of the tenant of the current request.
 */
// snippet: tenants
@Component
public class TenantLocks {

	private final LockyOperations locky;

	private final Supplier<String> currentTenant;

	TenantLocks(LockyOperations locky, Supplier<String> currentTenant) {
		this.locky = locky;
		this.currentTenant = currentTenant;
	}

	public String resource(Object resource) {
		return this.currentTenant.get() + "/" + resource;
	}

	public boolean lock(Object resource, Object locker) {
		return this.locky.lock(LockRequest.of(resource(resource), locker));
	}

}
// end
