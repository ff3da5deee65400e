package io.github.locky.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.ReleaseResult;

/**
 * Releases what a call could not release, or may have locked without anybody knowing (a
 * time-out, an interruption or a broken connection), so that no lock is left behind. That
 * is looked for again when there is nothing to release, because what was sent may still
 * be on its way. There is one attempt at a time for each partition, of all that waits
 * there, with growing pauses up to a second.
 */
final class BackgroundReleases {

	private static final OneLineLog logger = OneLineLog.of(BackgroundReleases.class);

	private static final int UNKNOWN_PARTITION = -1;

	private static final int MOST = 10_000;

	private static final int BATCH = 200;

	private static final int LOOKS = 4;

	private static final int NAMED = 10;

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final LockStore store;

	private final SerialExecutor executor;

	private final Map<Integer, PendingReleases> partitions = new ConcurrentHashMap<>();

	private final Map<String, Set<LockTarget>> byResource = new ConcurrentHashMap<>();

	BackgroundReleases(LockStore store, SerialExecutor executor) {
		this.store = store;
		this.executor = executor;
	}

	/**
	 * Release what may be held, whenever the store allows it.
	 * @param targets the locks
	 */
	void release(List<LockTarget> targets) {
		for (LockTarget target : targets) {
			int partition = this.store.knownPartitionsOf(List.of(target.resource()))
				.stream()
				.findFirst()
				.orElse(UNKNOWN_PARTITION);
			this.partitions.computeIfAbsent(partition, PendingReleases::new).add(target);
		}
	}

	/**
	 * Return what is yet to be released of a resource.
	 * @param resource the resource
	 * @return the locks there may be, mostly none
	 */
	Set<LockTarget> pending(String resource) {
		return this.byResource.getOrDefault(resource, Set.of());
	}

	private void remember(LockTarget target) {
		this.byResource.compute(target.resource(), (resource, targets) -> {
			Set<LockTarget> result = (targets != null) ? targets : ConcurrentHashMap.newKeySet();
			result.add(target);
			return result;
		});
	}

	private void forget(LockTarget target) {
		this.byResource.computeIfPresent(target.resource(), (resource, targets) -> {
			targets.remove(target);
			return (targets.isEmpty()) ? null : targets;
		});
	}

	/**
	 * Try once more what could not be released so far.
	 */
	void releaseNow() {
		CompletableFuture
			.allOf(this.partitions.values()
				.stream()
				.filter(PendingReleases::isUnanswered)
				.map((pending) -> CompletableFuture.runAsync(pending::attempt,
						(task) -> this.executor.execute(pending, task)))
				.toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((ex) -> null)
			.join();
		List<LockTarget> left = this.partitions.values()
			.stream()
			.filter(PendingReleases::isUnanswered)
			.flatMap((pending) -> pending.targets().stream())
			.toList();
		if (!left.isEmpty()) {
			logger.warn(left.size() + " lock(s) that may be left behind were not released: "
					+ left.subList(0, Math.min(NAMED, left.size())) + ((left.size() > NAMED) ? " ..." : ""));
		}
	}

	/**
	 * What is to be released in one partition.
	 */
	private final class PendingReleases {

		private final int partition;

		private final Map<LockTarget, Integer> looks = new LinkedHashMap<>();

		private boolean scheduled;

		private boolean full;

		private int additions;

		private volatile boolean unanswered;

		private Duration pause = FIRST_PAUSE;

		private PendingReleases(int partition) {
			this.partition = partition;
		}

		synchronized void add(LockTarget target) {
			if (this.looks.size() < MOST) {
				this.looks.put(target, LOOKS);
				remember(target);
				this.unanswered = true;
				this.additions++;
				if (!this.scheduled) {
					this.scheduled = true;
					this.pause = FIRST_PAUSE;
					BackgroundReleases.this.executor.offer(this, this::run);
				}
			}
			else if (!this.full) {
				this.full = true;
				logger.warn("More than " + MOST + " locks may be left behind by calls that failed; those after '"
						+ target.resource() + "' are left to their time to live");
			}
		}

		synchronized List<LockTarget> targets() {
			return List.copyOf(this.looks.keySet());
		}

		boolean isUnanswered() {
			return this.unanswered;
		}

		private void run() {
			attempt();
			synchronized (this) {
				this.scheduled = !this.looks.isEmpty();
				if (this.scheduled) {
					BackgroundReleases.this.executor.offerLater(this, this::run, this.pause);
					Duration longer = this.pause.multipliedBy(3);
					this.pause = (longer.compareTo(LONGEST_PAUSE) < 0) ? longer : LONGEST_PAUSE;
				}
			}
		}

		private void attempt() {
			List<LockTarget> targets;
			int before;
			synchronized (this) {
				targets = targets();
				before = this.additions;
			}
			try {
				for (int start = 0; start < targets.size(); start += BATCH) {
					release(targets.subList(start, Math.min(start + BATCH, targets.size())));
				}
				synchronized (this) {
					this.unanswered = this.additions != before;
					this.full = false;
				}
			}
			catch (RuntimeException | Error ex) {
				logger.debug("Not released yet: " + targets.size() + " lock(s)", ex);
			}
		}

		private void release(List<LockTarget> batch) {
			Partitions.inBatches(BackgroundReleases.this.store, batch, LockTarget::resource, (number, part) -> {
				List<ReleaseResult> released = BackgroundReleases.this.store.unlock(number, part);
				for (int i = 0; i < part.size(); i++) {
					answered(part.get(i), released.get(i).released());
				}
			});
		}

		private synchronized void answered(LockTarget target, boolean released) {
			logger.debug(((released) ? "Released in the background: " : "Nothing to release: ") + target);
			this.looks.computeIfPresent(target, (same, left) -> (released || left == 1) ? null : left - 1);
			if (!this.looks.containsKey(target)) {
				forget(target);
			}
		}

		@Override
		public String toString() {
			return "releases in partition " + this.partition;
		}

	}

}
