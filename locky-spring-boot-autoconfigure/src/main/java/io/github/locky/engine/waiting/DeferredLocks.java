package io.github.locky.engine.waiting;

import java.util.concurrent.CompletableFuture;

import io.github.locky.LockAttempt;
import io.github.locky.LockRequest;

/**
 * Locks without a lease, for which no thread waits. Between the answer and whoever wants
 * it there may be others, so it can be undone.
 */
public interface DeferredLocks {

	/**
	 * Lock all resources of a request or none.
	 * @param request the request
	 * @return completes with whether all are now locked, on a thread of Locky's that must
	 * not be blocked; if it is cancelled, the call waits no longer, and what it has got
	 * is given back
	 */
	CompletableFuture<Answer<Boolean>> lockLater(LockRequest request);

	/**
	 * Lock a resource, and tell who holds it now.
	 * @param request the request, for one resource
	 * @return completes as that of {@link #lockLater} does
	 */
	CompletableFuture<Answer<LockAttempt>> attemptLater(LockRequest request);

	/**
	 * What came of a call.
	 *
	 * @param <T> the type of what is told
	 * @param value what is told
	 * @param undo gives back what was locked, for nobody wants it any more; blocks
	 */
	record Answer<T>(T value, Runnable undo) {
	}

}
