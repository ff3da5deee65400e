package io.github.locky.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Undoes calls to lock whose outcome nobody knows: a time-out, an interruption or a
 * broken connection. Keeps trying while Redis is away. When there is nothing to undo it
 * looks again, because what was sent may still be on its way.
 */
final class PendingReleases implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(PendingReleases.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final int LOOKS = 4;

	private final RedisLocks locks;

	private final Set<Release> pending = ConcurrentHashMap.newKeySet();

	private final ScheduledThreadPoolExecutor executor;

	PendingReleases(RedisLocks locks, Daemons daemons) {
		this.locks = locks;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> daemons.create(task, "locky-release"));
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	void release(List<Claim> claims) {
		Release release = new Release(claims);
		this.pending.add(release);
		schedule(release, Duration.ZERO);
	}

	/**
	 * Try all once more, now.
	 */
	void releaseNow() {
		List<Claim> claims = this.pending.stream().flatMap((release) -> release.claims.stream()).toList();
		if (!claims.isEmpty()) {
			try {
				this.locks.unlockAll(claims);
			}
			catch (RuntimeException ex) {
				logger.warn("Locks that may be left behind were not released: " + claims, ex);
			}
		}
	}

	private void schedule(Release release, Duration delay) {
		if (!this.executor.isShutdown()) {
			this.executor.schedule(release, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private final class Release implements Runnable {

		private final List<Claim> claims;

		private Duration pause = Duration.ofMillis(50);

		private int looks = LOOKS;

		private Release(List<Claim> claims) {
			this.claims = claims;
		}

		@Override
		public void run() {
			try {
				if (!PendingReleases.this.locks.unlockAll(this.claims).isEmpty()) {
					logger.debug("Released in the background: " + this.claims);
					this.looks = 0;
				}
				this.looks--;
			}
			catch (RuntimeException ex) {
				logger.debug("Not released yet: " + this.claims, ex);
			}
			if (this.looks <= 0) {
				PendingReleases.this.pending.remove(this);
			}
			else {
				schedule(this, this.pause);
				this.pause = this.pause.multipliedBy(3);
				this.pause = (this.pause.compareTo(LONGEST_PAUSE) < 0) ? this.pause : LONGEST_PAUSE;
			}
		}

	}

}
