package io.github.locky.engine;

import java.time.Duration;

import io.github.locky.HeldLock;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.ReleaseRequest;

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

	/**
	 * Somebody asks the holder of a resource to release it.
	 * @param request what is asked
	 */
	void onReleaseRequested(ReleaseRequest request);

	/**
	 * A lock runs out soon unless it is refreshed.
	 * @param lock the lock
	 * @param remaining how long it still lives
	 */
	void onExpiresSoon(HeldLock lock, Duration remaining);

}
