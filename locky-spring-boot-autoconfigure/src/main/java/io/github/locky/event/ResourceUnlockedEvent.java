package io.github.locky.event;

import java.time.Instant;

/**
 * A resource was unlocked: released, or found missing from Redis although it had no
 * deadline.
 */
public class ResourceUnlockedEvent extends LockyEvent {

	public ResourceUnlockedEvent(Object source, String resource, String locker, long fencingToken, Instant instant) {
		super(source, resource, locker, fencingToken, instant);
	}

}
