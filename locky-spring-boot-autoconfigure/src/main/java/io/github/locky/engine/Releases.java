package io.github.locky.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.Ownership;
import io.github.locky.store.ReleaseResult;

/**
 * Unlocks, in all partitions. Where the store fails for some locks, the others are
 * unlocked nevertheless.
 */
public final class Releases {

	private static final OneLineLog logger = OneLineLog.of(Releases.class);

	private final LockStore store;

	private final SerialExecutor executor;

	private final HeldLocks heldLocks;

	private final BackgroundReleases background;

	private final DeadlineListener deadlines;

	/**
	 * Create.
	 * @param store the store
	 * @param executor runs what asks several partitions at the same time
	 * @param heldLocks tells what is held
	 * @param background releases what cannot be released now
	 * @param deadlines told when a lock has ended, or will
	 */
	Releases(LockStore store, SerialExecutor executor, HeldLocks heldLocks, BackgroundReleases background,
			DeadlineListener deadlines) {
		this.store = store;
		this.executor = executor;
		this.heldLocks = heldLocks;
		this.background = background;
		this.deadlines = deadlines;
	}

	/**
	 * Unlock a resource, whoever holds it.
	 * @param resource the resource
	 * @return {@code true} if it was locked
	 */
	public boolean unlock(String resource) {
		boolean unlocked = this.store.unlock(this.store.partitionOf(resource), resource);
		LockLog.unlocking(new LockTarget(resource, Ownership.byAnyone()), unlocked);
		return unlocked;
	}

	/**
	 * Unlock a resource if it is held as meant.
	 * @param target the lock
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(LockTarget target) {
		return !unlockNow(List.of(target)).isEmpty();
	}

	/**
	 * Unlock all that a locker holds, as far as the index knows, page by page.
	 * @param locker the locker
	 * @return how many locks those were
	 */
	public long unlockAll(String locker) {
		HeldFilter filter = new HeldFilter((resource) -> true, locker);
		long unlocked = 0;
		String cursor = null;
		do {
			HeldPage page = this.heldLocks.page(cursor, HeldLocks.PAGE_SIZE, filter);
			unlocked += unlockNow(page.locks()
				.stream()
				.map((held) -> new LockTarget(held.resource(), Ownership.byToken(held.fencingToken(), null)))
				.toList()).size();
			cursor = page.next();
		}
		while (cursor != null);
		return unlocked;
	}

	/**
	 * Unlock those of many resources that are held as meant, all partitions at the same
	 * time.
	 * @param targets the locks, each resource once
	 * @return completes when all partitions have answered or failed, with the resources
	 * that were unlocked or a failure
	 */
	public CompletableFuture<Set<String>> unlockAll(List<LockTarget> targets) {
		Set<String> unlocked = ConcurrentHashMap.newKeySet();
		return CompletableFuture
			.allOf(Partitions.group(this.store, targets, LockTarget::resource)
				.entrySet()
				.stream()
				.map((part) -> CompletableFuture.runAsync(() -> unlocked.addAll(unlockNow(part.getValue())),
						(task) -> this.executor.execute(part.getKey(), task)))
				.toArray(CompletableFuture[]::new))
			.thenApply((done) -> unlocked);
	}

	private Set<String> unlockNow(List<LockTarget> targets) {
		Set<String> unlocked = new HashSet<>();
		List<RuntimeException> failures = new ArrayList<>();
		Partitions.inBatches(this.store, targets, LockTarget::resource, (partition, part) -> {
			try {
				unlocked.addAll(unlockNow(partition, part));
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		});
		if (!failures.isEmpty()) {
			RuntimeException first = failures.remove(0);
			failures.forEach(first::addSuppressed);
			throw first;
		}
		return unlocked;
	}

	private Set<String> unlockNow(int partition, List<LockTarget> targets) {
		List<ReleaseResult> results = this.store.unlock(partition, targets);
		Set<String> unlocked = new HashSet<>();
		for (int i = 0; i < targets.size(); i++) {
			ReleaseResult result = results.get(i);
			LockLog.releasing(targets.get(i), result);
			if (result.released()) {
				unlocked.add(targets.get(i).resource());
				this.deadlines.onDeadline(partition, targets.get(i).resource(), result.stays());
			}
		}
		return unlocked;
	}

	/**
	 * Unlock those of several resources that are held as meant, and if the store fails,
	 * go on trying in the background, so that no lock is left behind.
	 * @param targets the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<LockTarget> targets) {
		try {
			return unlockNow(targets);
		}
		catch (RuntimeException | Error ex) {
			releaseInBackground(targets);
			throw ex;
		}
	}

	/**
	 * Release what may be held, in the background and whenever the store allows it.
	 * @param targets the locks, each resource once
	 */
	public void releaseInBackground(List<LockTarget> targets) {
		this.background.release(targets);
	}

	/**
	 * Release what was locked for a call that does not want it any more; if the store
	 * does not answer, in the background.
	 * @param late what was locked
	 */
	public void giveBack(LockResult.Granted late) {
		giveBack(late.grants()
			.stream()
			.filter((grant) -> !grant.isKept())
			.map((grant) -> new LockTarget(grant.resource(), Ownership.byToken(grant.token(), late.acquisition())))
			.toList());
	}

	/**
	 * Release what was locked for nothing; if the store does not answer, in the
	 * background.
	 * @param targets the locks, perhaps none
	 */
	void giveBack(List<LockTarget> targets) {
		try {
			if (!targets.isEmpty()) {
				release(targets);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Not given back yet: " + targets, ex);
		}
	}

	/**
	 * Tell all instances that somebody asks the holder of a resource to release it.
	 * @param resource the resource
	 * @param requester who asks
	 * @param message what they say
	 * @return {@code true} if it is locked
	 */
	public boolean request(String resource, String requester, String message) {
		return this.store.requestRelease(this.store.partitionOf(resource), resource, requester, message);
	}

}
