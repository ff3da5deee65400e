package io.github.locky.lease;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.locky.redis.Daemons;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells of lost leases on a thread of its own, so that whoever is told may take its time.
 */
final class LossCallbacks {

	private static final Log logger = LogFactory.getLog(LossCallbacks.class);

	private final ThreadPoolExecutor executor;

	LossCallbacks(Daemons daemons) {
		this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> daemons.create(task, "locky-lease-lost"));
		this.executor.allowCoreThreadTimeOut(true);
	}

	void call(OwnedLease lease) {
		lease.takeLostCallbacks().forEach((callback) -> this.executor.execute(() -> {
			try {
				callback.accept(lease);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A callback failed on a lost lease of " + lease.terms().tokens().keySet(), ex);
			}
		}));
	}

}
