package io.github.locky.recipes;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Work that one instance does as long as it lives, and another after it.
 */
// snippet: leader
@Component
class Publisher implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Publisher.class);

	private final LockyOperations locky;

	private final LongConsumer outbox;

	private volatile @Nullable Thread thread;

	Publisher(LockyOperations locky, LongConsumer outbox) {
		this.locky = locky;
		this.outbox = outbox;
	}

	private void run() {
		while (isRunning()) {
			try {
				this.locky.executeWithoutResult(LockRequest.of("publisher").waitAtMost(Duration.ofDays(1)), this::lead);
			}
			catch (DataAccessException ex) {
				logger.info("No leader for now: " + ex.getMessage());
				LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
			}
		}
	}

	private void lead(Lease lease) {
		while (isRunning() && lease.isValid()) {
			this.outbox.accept(lease.fencingToken()); // publishes what is next, or waits
														// a moment
		}
	}

	@Override
	public void start() {
		this.thread = new Thread(this::run, "publisher");
		this.thread.start();
	}

	@Override
	public void stop() {
		Thread running = this.thread;
		this.thread = null;
		running.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

}
// end
