package io.github.locky.lease;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Tells of lost leases on a thread of its own, so that whoever is told may take its time.
 */
final class LossCallbacks {

	private static final Log logger = LogFactory.getLog(LossCallbacks.class);

	private final ThreadPoolExecutor executor;

	LossCallbacks() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("locky-lease-lost-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
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
