package io.github.locky.actuate;

import java.security.Principal;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyDescriptor.LockDescriptor;
import io.github.locky.actuate.LockyDescriptor.UnlockedDescriptor;
import io.github.locky.engine.HeldFilter;
import io.github.locky.engine.HeldLocks;
import io.github.locky.engine.HeldPage;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.util.Assert;

/**
 * {@link Endpoint @Endpoint} to see held locks and those who wait for them, and to break
 * a lock. Resources are query parameters, as a path can't hold all of them.
 */
@Endpoint(id = "locky", defaultAccess = Access.READ_ONLY)
public class LockyEndpoint {

	private static final OneLineLog logger = OneLineLog.of(LockyEndpoint.class);

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 1000;

	private final LockyOperations operations;

	private final HeldLocks heldLocks;

	private final InstanceDescriber instance;

	/**
	 * Create an endpoint.
	 * @param operations what to unlock with
	 * @param engine what knows the locks
	 */
	public LockyEndpoint(LockyOperations operations, LockEngine engine) {
		Assert.notNull(operations, "'operations' must not be null");
		Assert.notNull(engine, "'engine' must not be null");
		this.operations = operations;
		this.heldLocks = engine.getHeldLocks();
		this.instance = new InstanceDescriber(engine);
	}

	/**
	 * Return the lock of a resource, or held locks page by page: all of them, or those
	 * whose resources begin with a prefix, or of one locker.
	 * @param resource the only resource to tell of, or {@code null}
	 * @param prefix what resources begin with, or {@code null}
	 * @param locker who holds them, or {@code null}
	 * @param cursor the cursor that the page before told, or {@code null} for the first
	 * page
	 * @param limit the number of locks at most, from 1 to 1000; {@code null} for 100
	 * @return the locks; {@code null} if the only resource is not locked
	 */
	@ReadOperation
	public @Nullable LockyDescriptor locks(@Nullable String resource, @Nullable String prefix, @Nullable String locker,
			@Nullable String cursor, @Nullable Integer limit) {
		int size = (limit != null) ? limit : DEFAULT_LIMIT;
		if (size < 1 || size > MAX_LIMIT) {
			throw invalid("'limit' must be from 1 to " + MAX_LIMIT, null);
		}
		if (resource != null) {
			HeldLock held = read(resource);
			HeldFilter filter = new HeldFilter(resource::equals, locker);
			return (held != null && filter.isOf(held.locker()))
					? new LockyDescriptor(List.of(describe(held)), null, this.instance.describe(filter, size)) : null;
		}
		HeldFilter filter = new HeldFilter((name) -> prefix == null || name.startsWith(prefix), locker);
		HeldPage page = page(cursor, size, filter);
		return new LockyDescriptor(page.locks().stream().map(LockyEndpoint::describe).toList(), page.next(),
				this.instance.describe(filter, size));
	}

	private HeldPage page(@Nullable String cursor, int limit, HeldFilter filter) {
		try {
			return this.heldLocks.page(cursor, limit, filter);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("'cursor' must be one that a page before told", ex);
		}
	}

	/**
	 * Unlock a resource, whoever holds it or only if a locker does, or all that a locker
	 * holds.
	 * @param securityContext who does that
	 * @param resource the resource, or {@code null} for all that the locker holds
	 * @param locker the locker, or {@code null} for whoever holds the resource
	 * @return the lock that was broken, {@code null} if there was none; or how many of
	 * the locker there were
	 */
	@DeleteOperation
	public @Nullable OperationResponseBody unlock(SecurityContext securityContext, @Nullable String resource,
			@Nullable String locker) {
		if (resource != null) {
			return unlock(resource, locker, securityContext);
		}
		if (locker == null || locker.isBlank()) {
			throw invalid("'resource' or 'locker' must be given", null);
		}
		UnlockedDescriptor unlocked = new UnlockedDescriptor(locker, this.operations.unlockAll(locker));
		logger.warn(unlocked.unlocked() + " lock(s) of '" + locker + "' were broken through the Actuator endpoint by "
				+ name(securityContext));
		return unlocked;
	}

	private @Nullable LockDescriptor unlock(String resource, @Nullable String locker, SecurityContext securityContext) {
		HeldLock held = read(resource);
		if (held == null
				|| !((locker != null) ? this.operations.unlock(resource, locker) : this.operations.unlock(resource))) {
			return null;
		}
		logger.warn("Lock of '" + resource + "' by '" + held.locker() + "' was broken through the Actuator endpoint by "
				+ name(securityContext));
		return describe(held);
	}

	private static String name(SecurityContext securityContext) {
		Principal principal = securityContext.getPrincipal();
		return (principal != null) ? "'" + principal.getName() + "'" : "somebody unknown";
	}

	private @Nullable HeldLock read(String resource) {
		if (resource.isBlank()) {
			throw invalid("'resource' must not be blank", null);
		}
		try {
			return this.heldLocks.read(resource);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("There is no such 'resource'", ex);
		}
	}

	private static LockDescriptor describe(HeldLock held) {
		boolean ours = held.fencingToken() != 0;
		return new LockDescriptor(held.resource(), held.locker(), (ours) ? Long.toString(held.fencingToken()) : null,
				held.since(), held.remaining(), held.instance(), held.released());
	}

	private static InvalidEndpointRequestException invalid(String reason, @Nullable Throwable cause) {
		return new InvalidEndpointRequestException(reason, reason, cause);
	}

}
