package io.github.locky.engine.waiting;

import java.util.List;
import java.util.Set;

import io.github.locky.engine.Locks;
import io.github.locky.engine.Releases;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import org.jspecify.annotations.Nullable;

/**
 * Unlocks, and if somebody waits for the resource in this instance, locks it for them in
 * the same step, if the store lets it: one call then does what would take two and a
 * message.
 */
public final class HandOver {

	private final Locks locks;

	private final Releases releases;

	private final WaiterQueues queues;

	private final AttemptTimer timer;

	HandOver(Locks locks, Releases releases, WaiterQueues queues, AttemptTimer timer) {
		this.locks = locks;
		this.releases = releases;
		this.queues = queues;
		this.timer = timer;
	}

	/**
	 * Unlock a resource if it is held as meant. If somebody waits for it here, it is
	 * handed over to them.
	 * @param target the lock
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(LockTarget target) {
		WaiterQueues.Offer offer = offer(target.resource());
		return (offer != null) ? handOver(target, offer) : this.releases.unlock(target);
	}

	/**
	 * Unlock those of several resources that are held as meant, and if the store fails,
	 * go on trying in the background. If somebody waits here for a single one, it is
	 * handed over to them.
	 * @param targets the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<LockTarget> targets) {
		WaiterQueues.Offer offer = (targets.size() == 1 && targets.get(0).holdAtLeast() == null)
				? offer(targets.get(0).resource()) : null;
		if (offer == null) {
			return this.releases.release(targets);
		}
		try {
			return (handOver(targets.get(0), offer)) ? Set.of(targets.get(0).resource()) : Set.of();
		}
		catch (RuntimeException | Error ex) {
			this.releases.releaseInBackground(targets);
			throw ex;
		}
	}

	private WaiterQueues.@Nullable Offer offer(String resource) {
		return (this.locks.canHandOver()) ? this.queues.offer(resource) : null;
	}

	private boolean handOver(LockTarget target, WaiterQueues.Offer offer) {
		Waiter waiter = offer.waiter();
		HandOverResult result = null;
		try {
			LockCommand next = this.locks.attempt(waiter.request(), waiter.isLeased(),
					new LockCommand.Waiting(offer.more(), false));
			result = this.locks.handOver(new HandOverCommand(target, next, offer.row(), offer.rowBegan()));
			return result.unlocked();
		}
		finally {
			this.queues.settle(offer, result);
			LockResult.Granted granted = (result != null) ? result.granted() : null;
			if (granted != null) {
				waiter.grant(granted);
			}
			else {
				waiter.takeBack(
						(result == HandOverResult.UNLOCKED) ? this.timer.nextAttemptAfterOthers() : this.timer.now());
			}
		}
	}

}
