package io.github.locky.engine.lease;

import java.util.function.Consumer;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.OneLineLog;

/**
 * Ends leases that are lost, and tells of it: the callbacks of each one after another, so
 * that whoever is told may take its time.
 */
final class LeaseLosses {

	private static final OneLineLog logger = OneLineLog.of(LeaseLosses.class);

	private final LeaseRegistry registry;

	private final LeaseScheduler scheduler;

	private final LeaseCounts counts;

	private final SerialExecutor executor;

	private volatile Consumer<OwnedLease> listener = (lease) -> {
	};

	LeaseLosses(LeaseRegistry registry, LeaseScheduler scheduler, LeaseCounts counts, SerialExecutor executor) {
		this.registry = registry;
		this.scheduler = scheduler;
		this.counts = counts;
		this.executor = executor;
	}

	void setListener(Consumer<OwnedLease> listener) {
		this.listener = listener;
	}

	/**
	 * A lease is lost, unless it has ended already.
	 * @param lease the lease
	 * @param why what is known of it
	 */
	void lose(OwnedLease lease, String why) {
		if (lease.end(OwnedLease.State.LOST)) {
			this.scheduler.remove(lease);
			this.registry.lost(lease);
			this.counts.lost();
			logger.warn("Lease of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker() + "' is lost: "
					+ why);
			lease.onLost(this.listener);
		}
	}

	/**
	 * Call those back who want to know of the loss of a lease and were not called yet.
	 * @param lease the lease
	 */
	void callBack(OwnedLease lease) {
		lease.takeLostCallbacks().forEach((callback) -> this.executor.offer(lease, () -> {
			try {
				callback.accept(lease);
			}
			catch (Exception | Error ex) {
				logger.warn("A callback failed on a lost lease of " + lease.terms().tokens().keySet(), ex);
			}
		}));
	}

}
