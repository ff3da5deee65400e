package io.github.locky.redis;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Undoes calls to lock whose outcome nobody knows: a time-out, an interruption or a
 * broken connection. Keeps trying while Redis is away. When there is nothing to undo it
 * looks again, because what was sent may still be on its way.
 */
final class AbandonedAcquisitions implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(AbandonedAcquisitions.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final int LOOKS = 4;

	private final RedisLocks locks;

	private final ScheduledThreadPoolExecutor executor;

	AbandonedAcquisitions(RedisLocks locks) {
		this.locks = locks;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("locky-undo-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	void undo(Acquisition acquisition) {
		schedule(new Undo(acquisition), Duration.ZERO);
	}

	private void schedule(Undo undo, Duration delay) {
		if (!this.executor.isShutdown()) {
			this.executor.schedule(undo, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private final class Undo implements Runnable {

		private final Acquisition acquisition;

		private Duration pause = Duration.ofMillis(50);

		private int looks = LOOKS;

		private Undo(Acquisition acquisition) {
			this.acquisition = acquisition;
		}

		@Override
		public void run() {
			try {
				if (!AbandonedAcquisitions.this.locks.undo(this.acquisition).isEmpty()) {
					logger.debug("Undone with unknown outcome: " + this.acquisition);
					return;
				}
				this.looks--;
			}
			catch (RuntimeException ex) {
				logger.debug("Not undone yet: " + this.acquisition, ex);
			}
			if (this.looks > 0) {
				schedule(this, this.pause);
				this.pause = this.pause.multipliedBy(3);
				this.pause = (this.pause.compareTo(LONGEST_PAUSE) < 0) ? this.pause : LONGEST_PAUSE;
			}
		}

	}

}
