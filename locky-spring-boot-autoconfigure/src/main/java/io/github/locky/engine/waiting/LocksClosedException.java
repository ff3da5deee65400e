package io.github.locky.engine.waiting;

import org.springframework.dao.CannotAcquireLockException;

/**
 * The instance shuts down and locks nothing any more.
 */
public class LocksClosedException extends CannotAcquireLockException {

	/**
	 * Create an exception.
	 * @param message what is not locked
	 */
	public LocksClosedException(String message) {
		super(message);
	}

}
