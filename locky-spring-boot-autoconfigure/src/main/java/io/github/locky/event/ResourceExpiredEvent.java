package io.github.locky.event;

import java.time.Instant;

/**
 * A lock ran out. {@link #getInstant()} is its deadline.
 */
public class ResourceExpiredEvent extends LockyEvent {

	public ResourceExpiredEvent(Object source, String resource, String locker, long fencingToken, Instant instant) {
		super(source, resource, locker, fencingToken, instant);
	}

}
