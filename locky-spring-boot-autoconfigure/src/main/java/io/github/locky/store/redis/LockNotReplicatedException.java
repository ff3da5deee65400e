package io.github.locky.store.redis;

import io.github.locky.store.LockCommand;
import io.github.locky.store.OneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Too few replicas have acknowledged a lock in time.
 */
public class LockNotReplicatedException extends TransientDataAccessResourceException {

	private final boolean held;

	private final boolean settled;

	LockNotReplicatedException(LockCommand command, long acknowledged, int minReplicas, boolean held,
			@Nullable RuntimeException notGivenBack) {
		super(OneLine
			.of("Only " + acknowledged + " of at least " + minReplicas + " replica(s) acknowledged the lock of "
					+ command.resources() + " by '" + command.request().getLocker() + "': "
					+ ((held) ? "it is held, but may not survive a failover" : "it is given back")));
		this.held = held;
		this.settled = notGivenBack == null;
		if (notGivenBack != null) {
			addSuppressed(notGivenBack);
		}
	}

	/**
	 * Return whether the lock is held all the same: there was an ownership before that
	 * could not be restored.
	 * @return {@code true} after a takeover or if the same locker came back,
	 * {@code false} if what was newly locked is given back, as always if the resources
	 * are in several partitions: those whom it was taken from have lost it, and who came
	 * back has what they had
	 */
	public boolean isHeld() {
		return this.held;
	}

	boolean isSettled() {
		return this.settled;
	}

}
