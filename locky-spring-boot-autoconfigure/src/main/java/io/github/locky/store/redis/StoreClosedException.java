package io.github.locky.store.redis;

import org.springframework.dao.NonTransientDataAccessResourceException;

/**
 * The connections to Redis were closed, because the application shuts down. What is done
 * at the very end, such as in a method that is called before a singleton is destroyed,
 * comes too late for locks.
 */
public class StoreClosedException extends NonTransientDataAccessResourceException {

	StoreClosedException(IllegalStateException cause) {
		super("The connections to Redis are closed, because the application shuts down: "
				+ "what has to lock or unlock then must be a SmartLifecycle that stops earlier", cause);
	}

}
