package io.github.locky.event;

import java.time.Instant;

/**
 * A lock ran out. {@link #getInstant()} is its deadline, unless it ended
 * {@linkplain #isEarly() early}.
 */
public class ResourceExpiredEvent extends LockyEvent {

	private final boolean early;

	public ResourceExpiredEvent(Object source, String resource, String locker, long fencingToken, Instant instant,
			boolean early) {
		super(source, resource, locker, fencingToken, instant);
		this.early = early;
	}

	/**
	 * Return whether the lock ended before its deadline, because somebody deleted it
	 * without Locky. {@link #getInstant()} is when that was noticed.
	 * @return {@code false} if its time was over
	 */
	public boolean isEarly() {
		return this.early;
	}

}
