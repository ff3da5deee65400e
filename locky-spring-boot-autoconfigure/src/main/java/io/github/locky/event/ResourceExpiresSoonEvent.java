package io.github.locky.event;

import java.time.Duration;

import org.springframework.context.ApplicationEvent;

/**
 * A lock runs out soon unless somebody refreshes it. Published if
 * {@code locky.events.expiry-warning} is set, in every instance, once for each time that
 * the end comes near; not in the journal, and not exact to the second. The source is the
 * {@code LockyOperations} bean.
 */
public class ResourceExpiresSoonEvent extends ApplicationEvent {

	private final String resource;

	private final String locker;

	private final long fencingToken;

	private final Duration remaining;

	public ResourceExpiresSoonEvent(Object source, String resource, String locker, long fencingToken,
			Duration remaining) {
		super(source);
		this.resource = resource;
		this.locker = locker;
		this.fencingToken = fencingToken;
		this.remaining = remaining;
	}

	/**
	 * Return what is locked.
	 * @return the resource
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return who holds it.
	 * @return the locker
	 */
	public String getLocker() {
		return this.locker;
	}

	/**
	 * Return the fencing token of the ownership.
	 * @return the fencing token
	 */
	public long getFencingToken() {
		return this.fencingToken;
	}

	/**
	 * Return how long the lock still lived when that was seen.
	 * @return the time
	 */
	public Duration getRemaining() {
		return this.remaining;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[resource=" + this.resource + ", locker=" + this.locker + ", fencingToken="
				+ this.fencingToken + ", remaining=" + this.remaining + "]";
	}

}
