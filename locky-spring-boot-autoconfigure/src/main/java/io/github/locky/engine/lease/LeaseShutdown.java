package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
		List<OwnedLease> unused = new ArrayList<>();
		Set<Map.Entry<String, Long>> used = new HashSet<>();
		this.registry.releasable().forEach((lease) -> {
			if (lease.closeForCalls()) {
				unused.add(lease);
			}
			else {
				used.addAll(lease.terms().tokens().entrySet());
				letRunOut(lease);
			}
		});
		// A call may have come back to the ownership of a lease that is not used itself
		List<LockTarget> targets = unused.stream()
			.filter(this::end)
			.flatMap((lease) -> lease.terms().ownTargets((ownership) -> !used.contains(ownership)).stream())
			.toList();
		if (!targets.isEmpty()) {
			release(targets);
		}
	}

	private void letRunOut(OwnedLease lease) {
		lease.endRenewal();
		this.scheduler.watchDeadline(lease);
		if (lease.isHeld()) {
			logger.warn("Locks of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker()
					+ "' are kept at shutdown, as what was done under them still runs: they end "
					+ ((lease.remaining() != null) ? "in " + lease.remaining().toMillis() + " ms"
							: "when somebody unlocks them"));
		}
	}

	// One whose holder is just about to release it, or lets it run out, is left to them
	private boolean end(OwnedLease lease) {
		boolean ended = lease.end(OwnedLease.State.RELEASED);
		this.scheduler.remove(lease);
		this.registry.remove(lease);
		return ended || !lease.isReleased();
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
