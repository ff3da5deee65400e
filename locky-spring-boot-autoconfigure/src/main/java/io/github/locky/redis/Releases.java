package io.github.locky.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Releases locks, and if Redis fails goes on trying in the background, so that none is
 * left behind. What may have been locked by a call whose outcome nobody knows (a
 * time-out, an interruption or a broken connection) is looked for again when there is
 * nothing to release, because what was sent may still be on its way.
 */
final class Releases {

	private static final Log logger = LogFactory.getLog(Releases.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final int LOOKS = 4;

	private final Unlocking unlocking;

	private final KeyspaceResolver keyspaces;

	private final StripedExecutor executor;

	private final Set<Release> pending = ConcurrentHashMap.newKeySet();

	Releases(Unlocking unlocking, KeyspaceResolver keyspaces, StripedExecutor executor) {
		this.unlocking = unlocking;
		this.keyspaces = keyspaces;
		this.executor = executor;
	}

	/**
	 * Release now, and if Redis fails, in the background as well.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	Set<String> release(List<Claim> claims) {
		try {
			return this.unlocking.unlock(claims);
		}
		catch (RuntimeException | Error ex) {
			releaseInBackground(claims);
			throw ex;
		}
	}

	/**
	 * Release what may be held, whenever Redis allows it.
	 * @param claims the locks, each resource once
	 */
	void releaseInBackground(List<Claim> claims) {
		this.keyspaces.byPartition(claims).forEach((partition, part) -> {
			Release release = new Release(part, (task) -> this.executor.execute(partition, task));
			this.pending.add(release);
			release.executor.execute(release);
		});
	}

	/**
	 * Try once more what could not be released so far.
	 * @param patience how long to wait for Redis
	 */
	void releaseNow(Duration patience) {
		CompletableFuture
			.allOf(this.pending.stream()
				.map((release) -> CompletableFuture.runAsync(release::attempt, release.executor))
				.toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		List<Claim> left = this.pending.stream()
			.filter((release) -> !release.answered)
			.flatMap((release) -> release.claims.stream())
			.toList();
		if (!left.isEmpty()) {
			logger.warn("Locks that may be left behind were not released: " + left);
		}
	}

	private final class Release implements Runnable {

		private final List<Claim> claims;

		private final Executor executor;

		private Duration pause = Duration.ofMillis(50);

		private int looks = LOOKS;

		private volatile boolean answered;

		private Release(List<Claim> claims, Executor executor) {
			this.claims = claims;
			this.executor = executor;
		}

		@Override
		public void run() {
			attempt();
			if (this.looks <= 0) {
				Releases.this.pending.remove(this);
			}
			else {
				CompletableFuture.delayedExecutor(this.pause.toMillis(), TimeUnit.MILLISECONDS, this.executor)
					.execute(this);
				this.pause = this.pause.multipliedBy(3);
				this.pause = (this.pause.compareTo(LONGEST_PAUSE) < 0) ? this.pause : LONGEST_PAUSE;
			}
		}

		private void attempt() {
			try {
				boolean found = !Releases.this.unlocking.unlock(this.claims).isEmpty();
				logger.debug(((found) ? "Released in the background: " : "Nothing to release: ") + this.claims);
				this.answered = true;
				this.looks = (found) ? 0 : this.looks - 1;
			}
			catch (RuntimeException ex) {
				logger.debug("Not released yet: " + this.claims, ex);
			}
		}

	}

}
