package io.github.locky.lease;

import io.github.locky.redis.StripedExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells of lost leases, one after another, so that whoever is told may take its time.
 */
final class LossCallbacks {

	private static final Log logger = LogFactory.getLog(LossCallbacks.class);

	private final StripedExecutor executor;

	LossCallbacks(StripedExecutor executor) {
		this.executor = executor;
	}

	void call(OwnedLease lease) {
		lease.takeLostCallbacks().forEach((callback) -> this.executor.execute(this, () -> {
			try {
				callback.accept(lease);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A callback failed on a lost lease of " + lease.terms().tokens().keySet(), ex);
			}
		}));
	}

}
