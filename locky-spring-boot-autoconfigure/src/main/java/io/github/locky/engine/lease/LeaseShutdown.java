package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.github.locky.engine.Releases;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLineLog;

/**
 * Releases the leases that are still held when this instance ends, so that others need
 * not wait for their end, and what is left of lost ones. Those whose call still runs are
 * spared: what they protect is being worked on, and nobody else gets it before their time
 * to live is over.
 */
final class LeaseShutdown {

	private static final OneLineLog logger = OneLineLog.of(LeaseShutdown.class);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Releases releases;

	private final LeaseRegistry registry;

	private final LeaseScheduler scheduler;

	LeaseShutdown(Releases releases, LeaseRegistry registry, LeaseScheduler scheduler) {
		this.releases = releases;
		this.registry = registry;
		this.scheduler = scheduler;
	}

	void releaseAll() {
		List<LockTarget> targets = new ArrayList<>();
		for (OwnedLease lease : this.registry.releasable()) {
			if (!lease.closeForCalls() && lease.isHeld()) {
				this.scheduler.watchDeadline(lease);
				logger.warn("Locks of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker()
						+ "' are kept at shutdown, as what was done under them still runs: they end "
						+ ((lease.remaining() != null) ? "in " + lease.remaining().toMillis() + " ms"
								: "when somebody unlocks them"));
			}
			else {
				lease.end(OwnedLease.State.RELEASED);
				this.scheduler.remove(lease);
				this.registry.remove(lease);
				targets.addAll(lease.terms().ownTargets());
			}
		}
		if (!targets.isEmpty()) {
			release(targets);
		}
	}

	private void release(List<LockTarget> targets) {
		try {
			Set<String> released = this.releases.unlockAll(targets)
				.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
				.join();
			logger.info("Released " + released.size() + " lock(s) still held at shutdown");
		}
		catch (CompletionException ex) {
			logger.warn("Locks still held at shutdown were not released", ex.getCause());
		}
		catch (RuntimeException ex) {
			logger.warn("Locks still held at shutdown were not released", ex);
		}
	}

}
