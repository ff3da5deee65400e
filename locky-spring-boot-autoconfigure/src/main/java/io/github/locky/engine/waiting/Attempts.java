package io.github.locky.engine.waiting;

import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Asks the store for those who lock. That they were interrupted is told by one type of
 * exception, wherever it happened.
 */
final class Attempts {

	private final Locks locks;

	private final LockingObservations observations;

	Attempts(Locks locks, LockingObservations observations) {
		this.locks = locks;
		this.observations = observations;
	}

	/**
	 * Ask the store.
	 * @param request what for
	 * @param leased whether it is for a lease
	 * @param waiting how the caller waits; {@code null} if it does not
	 * @return what the store says
	 * @throws CannotAcquireLockException if the thread is interrupted meanwhile
	 */
	LockResult make(LockRequest request, boolean leased, LockCommand.@Nullable Waiting waiting) {
		try {
			LockCommand command = this.locks.attempt(request, leased, waiting);
			return this.observations.observeAttempt(command, () -> this.locks.lock(command));
		}
		catch (RuntimeException ex) {
			throw (Thread.currentThread().isInterrupted()) ? interrupted(request, ex) : ex;
		}
	}

	static CannotAcquireLockException interrupted(LockRequest request, @Nullable RuntimeException cause) {
		String message = OneLine.of("Interrupted before " + request.getResources() + " could be locked");
		return (cause != null) ? new CannotAcquireLockException(message, cause)
				: new CannotAcquireLockException(message);
	}

}
