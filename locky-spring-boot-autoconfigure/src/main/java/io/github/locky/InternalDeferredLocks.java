package io.github.locky;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.locky.engine.Releases;
import io.github.locky.engine.lease.LeaseUpdates;
import io.github.locky.engine.waiting.WaitingLocks;
import io.github.locky.store.LockResult;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Locks without a lease, for which no thread waits. Between the answer and whoever wants
 * it there may be others, so it can be undone. For adapters of Locky's own; not meant to
 * be used by applications.
 */
public final class InternalDeferredLocks {

	private final WaitingLocks waiting;

	private final Releases releases;

	private final LeaseUpdates leases;

	InternalDeferredLocks(WaitingLocks waiting, Releases releases, LeaseUpdates leases) {
		this.waiting = waiting;
		this.releases = releases;
		this.leases = leases;
	}

	/**
	 * Return the deferred locks of a template.
	 * @param operations perhaps a template
	 * @return its deferred locks; {@code null} if it is none, or a proxy, which may do
	 * more than its target
	 */
	public static @Nullable InternalDeferredLocks of(LockyOperations operations) {
		// A proxy has nothing in its fields
		return (operations instanceof LockyTemplate template) ? template.deferredLocks : null;
	}

	/**
	 * Lock all resources of a request or none.
	 * @param request the request
	 * @return completes with whether all are now locked, on a thread of Locky's that must
	 * not be blocked; if it is cancelled, the call waits no longer, and what it has got
	 * is given back
	 */
	public CompletableFuture<Answer<Boolean>> lock(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		return lock(request, LockResult.Granted.class::isInstance);
	}

	/**
	 * Lock a resource, and tell who holds it now.
	 * @param request the request, for one resource
	 * @return completes as that of {@link #lock} does
	 */
	public CompletableFuture<Answer<LockAttempt>> attempt(LockRequest request) {
		LockyTemplate.checkOneResource(request);
		return lock(request, (result) -> LockyTemplate.attempt(request, result));
	}

	private <T> CompletableFuture<Answer<T>> lock(LockRequest request, Function<LockResult, T> telling) {
		return LockFutures.map(this.waiting.lockLater(request, false), (result) -> answer(result, telling),
				(answer) -> answer.undo().run());
	}

	private <T> Answer<T> answer(LockResult result, Function<LockResult, T> telling) {
		if (!(result instanceof LockResult.Granted granted)) {
			return new Answer<>(telling.apply(result), () -> {
			});
		}
		this.leases.onLocked(granted);
		return new Answer<>(telling.apply(result), () -> this.releases.giveBack(granted));
	}

	/**
	 * What came of a call.
	 *
	 * @param <T> the type of what is told
	 * @param value what is told
	 * @param undo gives back what was locked, for nobody wants it any more; blocks
	 */
	public record Answer<T>(T value, Runnable undo) {
	}

}
