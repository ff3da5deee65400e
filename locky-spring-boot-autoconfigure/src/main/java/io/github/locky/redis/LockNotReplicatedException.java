package io.github.locky.redis;

import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Too few replicas have acknowledged a lock in time.
 */
public class LockNotReplicatedException extends TransientDataAccessResourceException {

	private final boolean held;

	LockNotReplicatedException(Acquisition acquisition, long acknowledged, int minReplicas, boolean held) {
		super("Only " + acknowledged + " of at least " + minReplicas + " replica(s) acknowledged the lock of "
				+ acquisition.resources() + " by '" + acquisition.locker() + "': "
				+ ((held) ? "it is held, but may not survive a failover" : "it is given back"));
		this.held = held;
	}

	/**
	 * Return whether the lock is held all the same: there was an ownership before that
	 * could not be restored.
	 * @return {@code true} after a takeover or if the same locker came back,
	 * {@code false} if the lock is given back
	 */
	public boolean isHeld() {
		return this.held;
	}

}
