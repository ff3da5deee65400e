package io.github.locky.store;

/**
 * A subscription, which the store renews by itself when it was interrupted.
 */
public interface StoreSubscription extends AutoCloseable {

	/**
	 * Return whether messages are heard now.
	 * @return {@code false} if they can be missed
	 */
	boolean isOpen();

	@Override
	void close();

}
