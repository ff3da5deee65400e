package io.github.locky.event;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.springframework.context.ApplicationEvent;

/**
 * A transition of a lock, made by any instance of the application through Locky. Every
 * instance hears each transition once, in the order in which they happened to the
 * resource. The source is the {@code LockyOperations} bean.
 * <p>
 * Listeners run one after the other on Locky's reader thread; a slow one delays the
 * events behind it and nothing else.
 */
public abstract class LockyEvent extends ApplicationEvent {

	private final String resource;

	private final String locker;

	private final long fencingToken;

	private final Instant instant;

	protected LockyEvent(Object source, String resource, String locker, long fencingToken, Instant instant) {
		super(source, Clock.fixed(instant, ZoneOffset.UTC));
		this.resource = resource;
		this.locker = locker;
		this.fencingToken = fencingToken;
		this.instant = instant;
	}

	/**
	 * Return the resource concerned.
	 * @return the resource, as it was given to Locky
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return who held the ownership concerned: the new locker when locked, the last one
	 * when unlocked or expired.
	 * @return the locker
	 */
	public String getLocker() {
		return this.locker;
	}

	/**
	 * Return the fencing token of the ownership concerned. All events of one ownership
	 * carry the same token.
	 * @return the fencing token
	 */
	public long getFencingToken() {
		return this.fencingToken;
	}

	/**
	 * Return when the transition happened by the clock of Redis; for an expiry its
	 * deadline, unless that was {@linkplain ResourceExpiredEvent#isEarly() yet to come}.
	 * @return the instant, in milliseconds
	 */
	public Instant getInstant() {
		return this.instant;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[resource=" + this.resource + ", locker=" + this.locker + ", fencingToken="
				+ this.fencingToken + ", instant=" + this.instant + "]";
	}

}
