package io.github.locky.lease;

import java.util.List;
import java.util.Set;

import io.github.locky.redis.Acquisition;
import io.github.locky.redis.Claim;
import io.github.locky.redis.Holding;
import io.github.locky.redis.LockResult;
import io.github.locky.redis.RedisLocks;
import org.jspecify.annotations.Nullable;

/**
 * Unlocks, and if somebody in this virtual machine waits for the resource, locks it for
 * them in the same step: one script then does what would take two and a message.
 */
final class HandOver {

	private final RedisLocks locks;

	private final WaitQueues queues;

	HandOver(RedisLocks locks, WaitQueues queues) {
		this.locks = locks;
		this.queues = queues;
	}

	/**
	 * Unlock a resource if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it was unlocked
	 */
	boolean unlock(String resource, Holding holding) {
		Waiter next = next(resource);
		if (next != null) {
			return handOver(Claim.of(resource, holding), next);
		}
		try {
			return this.locks.unlock(resource, holding);
		}
		finally {
			this.queues.unlocked(resource);
		}
	}

	/**
	 * Unlock those of several resources that are held as meant, and if Redis fails, go on
	 * trying in the background.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	Set<String> release(List<Claim> claims) {
		Waiter next = (claims.size() == 1) ? next(claims.get(0).resource()) : null;
		if (next == null) {
			try {
				return this.locks.release(claims);
			}
			finally {
				claims.forEach((claim) -> this.queues.unlocked(claim.resource()));
			}
		}
		try {
			return (handOver(claims.get(0), next)) ? Set.of(claims.get(0).resource()) : Set.of();
		}
		catch (RuntimeException | Error ex) {
			this.locks.releaseInBackground(claims);
			throw ex;
		}
	}

	private @Nullable Waiter next(String resource) {
		return (this.locks.canHandOver()) ? this.queues.offer(resource) : null;
	}

	private boolean handOver(Claim claim, Waiter next) {
		Acquisition acquisition = next.offered();
		LockResult.Granted granted = null;
		try {
			granted = this.locks.handOver(claim, acquisition);
		}
		finally {
			if (granted == null) {
				next.takeBack();
			}
		}
		if (granted != null && !next.grant(granted)) {
			this.locks.releaseInBackground(acquisition.claims());
		}
		return granted != null;
	}

}
