package io.github.locky;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * A resource is held by another, and the time to wait for it is over.
 */
public class LockNotAcquiredException extends CannotAcquireLockException {

	private final String resource;

	private final String holder;

	private final @Nullable Duration remaining;

	/**
	 * Create an exception.
	 * @param resource the resource
	 * @param holder who holds it
	 * @param remaining how long the holder's lock still lives; {@code null} if it does
	 * not expire
	 */
	public LockNotAcquiredException(String resource, String holder, @Nullable Duration remaining) {
		super("'" + resource + "' is locked by '" + holder + "'"
				+ ((remaining != null) ? " for another " + remaining.toMillis() + " ms" : ""));
		this.resource = resource;
		this.holder = holder;
		this.remaining = remaining;
	}

	/**
	 * Return what could not be locked.
	 * @return the resource
	 */
	public String getResource() {
		return this.resource;
	}

	/**
	 * Return who holds it.
	 * @return the locker
	 */
	public String getHolder() {
		return this.holder;
	}

	/**
	 * Return how long the holder's lock still lived when it was last looked at.
	 * @return the time, or {@code null} if it does not expire
	 */
	public @Nullable Duration getRemaining() {
		return this.remaining;
	}

}
