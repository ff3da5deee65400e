package io.github.locky.test;

import java.time.Duration;

import io.github.locky.HeldLock;
import io.github.locky.LockyOperations;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about the lock of a resource. Each looks anew.
 */
public final class LockedResourceAssert extends AbstractAssert<LockedResourceAssert, LockyOperations> {

	private final Object resource;

	LockedResourceAssert(LockyOperations actual, Object resource) {
		super(actual, LockedResourceAssert.class);
		this.resource = resource;
	}

	/**
	 * Assert that somebody holds it.
	 * @return this
	 */
	public LockedResourceAssert isLocked() {
		held();
		return this;
	}

	/**
	 * Assert who holds it.
	 * @param locker the locker
	 * @return this
	 */
	public LockedResourceAssert isLockedBy(Object locker) {
		HeldLock held = held();
		if (!held.locker().equals(LockyEventsAssert.text(locker))) {
			failWithMessage("Expected '%s' to be locked by '%s', but it is locked by '%s'", this.resource, locker,
					held.locker());
		}
		return this;
	}

	/**
	 * Assert that nobody holds it.
	 * @return this
	 */
	public LockedResourceAssert isNotLocked() {
		HeldLock held = find();
		if (held != null) {
			failWithMessage("Expected '%s' not to be locked, but it is locked by '%s'", this.resource, held.locker());
		}
		return this;
	}

	/**
	 * Assert which ownership it is.
	 * @param token the fencing token
	 * @return this
	 */
	public LockedResourceAssert hasFencingToken(long token) {
		HeldLock held = held();
		if (held.fencingToken() != token) {
			failWithMessage("Expected the lock of '%s' to have the fencing token %s, but it has %s", this.resource,
					token, held.fencingToken());
		}
		return this;
	}

	/**
	 * Assert that it expires, and no later than this unless it is refreshed.
	 * @param atMost the time from now
	 * @return this
	 */
	public LockedResourceAssert expiresWithin(Duration atMost) {
		HeldLock held = held();
		if (held.remaining() == null || held.remaining().compareTo(atMost) > 0) {
			failWithMessage("Expected the lock of '%s' to expire within %s, but it does %s", this.resource, atMost,
					(held.remaining() != null) ? "in " + held.remaining() : "not");
		}
		return this;
	}

	/**
	 * Assert that it never expires.
	 * @return this
	 */
	public LockedResourceAssert doesNotExpire() {
		HeldLock held = held();
		if (held.remaining() != null) {
			failWithMessage("Expected the lock of '%s' not to expire, but it does in %s", this.resource,
					held.remaining());
		}
		return this;
	}

	private HeldLock held() {
		HeldLock held = find();
		if (held == null) {
			throw failure("Expected '%s' to be locked, but it is not", this.resource);
		}
		return held;
	}

	private @Nullable HeldLock find() {
		isNotNull();
		return this.actual.find(this.resource).orElse(null);
	}

}
