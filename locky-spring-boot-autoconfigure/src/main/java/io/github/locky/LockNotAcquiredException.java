package io.github.locky;

import java.time.Duration;

import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * A resource is held by another, and the time to wait for it is over.
 */
public class LockNotAcquiredException extends CannotAcquireLockException {

	private final String resource;

	private final @Nullable String holder;

	private final @Nullable Duration remaining;

	/**
	 * Create an exception.
	 * @param resource the resource
	 * @param holder who holds it; {@code null} if nobody is known to: it is the turn of
	 * others, or the answer came too late
	 * @param remaining how long the holder's lock still lives; {@code null} if it does
	 * not expire
	 */
	public LockNotAcquiredException(String resource, @Nullable String holder, @Nullable Duration remaining) {
		super(OneLine.of((holder != null)
				? "'" + resource + "' is locked by '" + holder + "'"
						+ ((remaining != null) ? " for another " + remaining.toMillis() + " ms" : "")
				: "'" + resource + "' could not be locked in time"));
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
	 * @return the locker; {@code null} if nobody is known to: it was the turn of others
	 * who wait, or was free too late
	 */
	public @Nullable String getHolder() {
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
