package io.github.locky.engine.lease;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.locky.engine.Refreshes;
import io.github.locky.engine.waiting.HandOver;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.RefreshCommand;

/**
 * Ends leases because their holders want it. The same ownership may have been picked up
 * more than once in this instance: ended by one lease, it is no loss for the others.
 */
final class LeaseReleases {

	private static final OneLineLog logger = OneLineLog.of(LeaseReleases.class);

	private final HandOver handOver;

	private final Refreshes refreshes;

	private final LeaseRegistry registry;

	private final LeaseScheduler scheduler;

	private final LeaseObservations observations;

	LeaseReleases(HandOver handOver, Refreshes refreshes, LeaseRegistry registry, LeaseScheduler scheduler,
			LeaseObservations observations) {
		this.handOver = handOver;
		this.refreshes = refreshes;
		this.registry = registry;
		this.scheduler = scheduler;
		this.observations = observations;
	}

	/**
	 * End a lease, then release what is still held.
	 * @param lease the lease
	 * @return whether all of it was still held
	 */
	boolean release(OwnedLease lease) {
		return this.observations.observeRelease(lease.terms(), () -> releaseNow(lease));
	}

	private boolean releaseNow(OwnedLease lease) {
		boolean held = endOwnership(lease);
		try {
			List<LockTarget> own = lease.terms().ownTargets();
			Set<String> released = this.handOver.release(own);
			own.stream()
				.map(LockTarget::resource)
				.filter((resource) -> !released.contains(resource))
				.forEach((resource) -> logger.debug("'" + resource + "' was no longer held when released"));
			return held && released.size() == own.size() && stillKept(lease);
		}
		finally {
			// Not before: who stops the instance waits for calls that still release
			this.registry.remove(lease);
		}
	}

	/**
	 * End a lease without releasing what it holds.
	 * @param lease the lease
	 * @return whether it was held
	 */
	boolean end(OwnedLease lease) {
		boolean held = endOwnership(lease);
		this.registry.remove(lease);
		return held;
	}

	private boolean endOwnership(OwnedLease lease) {
		boolean held = lease.end(OwnedLease.State.RELEASED);
		this.scheduler.remove(lease);
		lease.terms()
			.ownTokens()
			.forEach((resource, token) -> this.registry.on(resource)
				.stream()
				.filter((other) -> other.terms().ownTokens().equals(Map.of(resource, token)))
				.filter((other) -> other.end(OwnedLease.State.RELEASED))
				.forEach(this::forget));
		return held;
	}

	private void forget(OwnedLease lease) {
		this.scheduler.remove(lease);
		this.registry.remove(lease);
	}

	private boolean stillKept(OwnedLease lease) {
		List<RefreshCommand> kept = lease.terms()
			.keptTargets()
			.stream()
			.map((target) -> new RefreshCommand(target, OwnedLease.ASK_ONLY))
			.toList();
		return kept.isEmpty() || !this.refreshes.refreshAll(kept, (ex) -> {
			throw ex;
		}).containsValue(RefreshCommand.NOT_HELD);
	}

}
