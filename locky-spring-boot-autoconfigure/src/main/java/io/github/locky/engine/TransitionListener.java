package io.github.locky.engine;

import io.github.locky.store.JournalEntry;

/**
 * Told of the transitions of all locks, in the order of each resource. Called on one
 * thread at a time; who takes long delays what comes after.
 */
public interface TransitionListener {

	/**
	 * A lock was taken, released or ran out.
	 * @param entry the transition
	 */
	void onTransition(JournalEntry entry);

	/**
	 * Transitions may have been lost.
	 */
	void onTransitionsMissed();

}
