package io.github.locky.engine.waiting;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.locky.LockRequest;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;

/**
 * Observes locking and waiting, if somebody wants to know.
 */
final class LockingObservations {

	private LockyObservations observations = LockyObservations.NOOP;

	void set(LockyObservations observations) {
		this.observations = observations;
	}

	/**
	 * Observe that the store is asked.
	 * @param command what it is asked for
	 * @param attempt asks it
	 * @return what it says
	 */
	LockResult observeAttempt(LockCommand command, Supplier<LockResult> attempt) {
		return this.observations.observe(LockyObservationDocumentation.LOCK, command.resources(),
				command.request().getLocker(), attempt, LockingObservations::outcome);
	}

	/**
	 * Observe that a thread waits.
	 * @param request what for
	 * @param call waits
	 * @return what came of it
	 */
	LockResult observeWait(LockRequest request, Supplier<LockResult> call) {
		return this.observations.observe(LockyObservationDocumentation.WAIT, request.getResources(),
				request.getLocker(), call, LockingObservations::outcome);
	}

	/**
	 * Observe a call that waits without a thread.
	 * @param request what for
	 * @param call makes the call
	 * @return completes with what came of it
	 */
	CompletableFuture<LockResult> observeWaitLater(LockRequest request, Supplier<CompletableFuture<LockResult>> call) {
		LockyObservations.Lasting observation = this.observations.start(LockyObservationDocumentation.WAIT,
				request.getResources(), request.getLocker());
		CompletableFuture<LockResult> result = call.get();
		if (observation != null) {
			result.whenComplete(
					(end, failure) -> observation.stop((failure != null) ? LockyOutcome.ERROR : outcome(end)));
		}
		return result;
	}

	private static LockyOutcome outcome(LockResult result) {
		if (!(result instanceof LockResult.Granted granted)) {
			return LockyOutcome.NOT_ACQUIRED;
		}
		return (granted.isTakeover()) ? LockyOutcome.TAKEN_OVER : LockyOutcome.ACQUIRED;
	}

}
