package io.github.locky.redis;

/**
 * Told at once when something happened to a resource. Runs on the connection's thread, so
 * it must neither wait nor call Redis. A ring may be missed.
 */
public interface DoorbellListener {

	/**
	 * Something happened to a resource.
	 * @param kind what happened
	 * @param resource the resource
	 */
	void onRing(JournalEntry.Kind kind, String resource);

	/**
	 * Somebody waits for a resource, here or elsewhere.
	 * @param acquisition the id of the call that was refused
	 * @param resource the resource
	 */
	default void onWanted(String acquisition, String resource) {
	}

	/**
	 * Rings may have been missed.
	 */
	void onSilenceEnded();

}
