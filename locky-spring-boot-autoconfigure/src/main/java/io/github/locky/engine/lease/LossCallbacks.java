package io.github.locky.engine.lease;

import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.OneLineLog;

/**
 * Tells of lost leases, the callbacks of each one after another, so that whoever is told
 * may take its time.
 */
final class LossCallbacks {

	private static final OneLineLog logger = OneLineLog.of(LossCallbacks.class);

	private final SerialExecutor executor;

	LossCallbacks(SerialExecutor executor) {
		this.executor = executor;
	}

	void call(OwnedLease lease) {
		lease.takeLostCallbacks().forEach((callback) -> this.executor.offer(lease, () -> {
			try {
				callback.accept(lease);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A callback failed on a lost lease of " + lease.terms().tokens().keySet(), ex);
			}
		}));
	}

}
