package io.github.locky.store;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * A store cannot tell its instances anything, so that they have to look by themselves.
 */
public class SubscriptionRefusedException extends NonTransientDataAccessException {

	/**
	 * Create an exception.
	 * @param message why
	 */
	public SubscriptionRefusedException(String message) {
		super(message);
	}

}
