package io.github.locky.store;

/**
 * Told what a store tells its instances. Called on a thread of the store's, so that it
 * must neither wait nor call the store.
 */
public interface StoreListener {

	/**
	 * From now on messages are heard; what was sent before may have been missed.
	 */
	void onSubscribed();

	/**
	 * Something was journaled.
	 * @param message what
	 */
	void onJournaled(JournalMessage message);

	/**
	 * Somebody asks the holder of a resource to release it. Told to those who hear of
	 * what is journaled.
	 * @param request what is asked
	 */
	void onReleaseRequested(ReleaseRequest request);

	/**
	 * It is the turn of this instance.
	 * @param resource the resource that is free
	 */
	void onTurn(String resource);

	/**
	 * An ownership of this instance was ended by another call.
	 * @param acquisition the attempt that took it
	 * @param resource the resource
	 */
	void onOwnershipEnded(String acquisition, String resource);

}
