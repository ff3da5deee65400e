package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Locks in Redis: takes, releases, prolongs and reads them, each in one script.
 */
public class RedisLocks implements AutoCloseable {

	/**
	 * What is answered for a lock that is not held as meant.
	 */
	public static final long NOT_HELD = -2;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final @Nullable ReplicatedScripts replicated;

	private final StripedExecutor executor;

	private final Unlocking unlocking;

	private final Releases releases;

	private final Locking locking;

	private final @Nullable Duration defaultTtl;

	private final Daemons daemons;

	RedisLocks(KeyspaceResolver keyspaces, ScriptRunner scripts, DoorbellPermission doorbell, SweepSchedule schedule,
			@Nullable ReplicatedScripts replicated, EngineSettings settings) {
		this.replicated = replicated;
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.defaultTtl = settings.defaultTtl();
		this.daemons = new Daemons(settings.virtualThreads());
		this.executor = new StripedExecutor(this.daemons, "locky-release-");
		this.unlocking = new Unlocking(keyspaces, scripts, doorbell);
		this.releases = new Releases(this.unlocking, keyspaces, this.executor);
		this.locking = new Locking(keyspaces, scripts, replicated, doorbell, schedule, this.releases);
	}

	/**
	 * Return the time to live of locks that do not name one.
	 * @return the time to live, or {@code null} if they do not expire
	 */
	public @Nullable Duration getDefaultTtl() {
		return this.defaultTtl;
	}

	/**
	 * Return what makes the threads that do their work with these locks.
	 * @return what makes threads
	 */
	public Daemons getDaemons() {
		return this.daemons;
	}

	/**
	 * Lock all resources of the call or none. If the outcome remains unknown, what may
	 * have been locked is undone in the background.
	 * @param acquisition the call
	 * @return who has them now
	 */
	public LockResult lock(Acquisition acquisition) {
		return this.locking.lock(acquisition);
	}

	/**
	 * Unlock a resource, whoever holds it.
	 * @param resource the resource
	 * @return {@code true} if it was locked
	 */
	public boolean unlock(String resource) {
		return this.unlocking.unlock(resource);
	}

	/**
	 * Unlock a resource if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(String resource, Holding holding) {
		return !this.unlocking.unlock(List.of(Claim.of(resource, holding))).isEmpty();
	}

	/**
	 * Return whether {@link #handOver} is possible.
	 * @return {@code false} if replicas have to acknowledge locks
	 */
	public boolean canHandOver() {
		return this.replicated == null;
	}

	/**
	 * Unlock a resource if it is held as meant, and lock it for the next in the same
	 * step. If the outcome remains unknown, locking is undone in the background.
	 * @param claim the lock
	 * @param next the call to lock, of the same resource alone
	 * @return what the next has; {@code null} if it was not held as meant
	 */
	public LockResult.@Nullable Granted handOver(Claim claim, Acquisition next) {
		return this.locking.handOver(claim, next);
	}

	/**
	 * Release what may be held, in the background and whenever Redis allows it.
	 * @param claims the locks, each resource once
	 */
	public void releaseInBackground(List<Claim> claims) {
		this.releases.releaseInBackground(claims);
	}

	/**
	 * Unlock those of several resources that are held as meant, and if Redis fails, go on
	 * trying in the background, so that no lock is left behind.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<Claim> claims) {
		return this.releases.release(claims);
	}

	/**
	 * Unlock those of many resources that are held as meant, all partitions at the same
	 * time.
	 * @param claims the locks, each resource once
	 * @return completes when all partitions have answered or failed, with the resources
	 * that were unlocked or a failure
	 */
	public CompletableFuture<Set<String>> unlockAll(List<Claim> claims) {
		Set<String> unlocked = ConcurrentHashMap.newKeySet();
		return CompletableFuture
			.allOf(this.keyspaces.byPartition(claims)
				.entrySet()
				.stream()
				.map((part) -> CompletableFuture.runAsync(() -> unlocked.addAll(this.unlocking.unlock(part.getValue())),
						(task) -> this.executor.execute(part.getKey(), task)))
				.toArray(CompletableFuture[]::new))
			.thenApply((done) -> unlocked);
	}

	/**
	 * Let a lock live for its time to live from now, if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it is held as meant
	 */
	public boolean refresh(String resource, Holding holding) {
		Keyspace keyspace = this.keyspaces.get();
		return refresh(keyspace, keyspace.partitionOf(resource), List.of(Claim.of(resource, holding)))
			.get(0) != NOT_HELD;
	}

	/**
	 * Let locks live longer, each if it is held as meant.
	 * @param claims the locks
	 * @param onFailure told when Redis does not answer for some of them
	 * @return for each the remaining milliseconds, -1 if it does not expire,
	 * {@link #NOT_HELD} if it is not held as meant; nothing for those that Redis gave no
	 * answer about
	 */
	public Map<Claim, Long> refreshAll(List<Claim> claims, Consumer<RuntimeException> onFailure) {
		Keyspace keyspace = this.keyspaces.get();
		Map<Claim, Long> remaining = new HashMap<>();
		keyspace.inBatches(claims, Claim::resource, (partition, part) -> {
			try {
				List<Long> replies = refresh(keyspace, partition, part);
				for (int i = 0; i < part.size(); i++) {
					remaining.put(part.get(i), replies.get(i));
				}
			}
			catch (RuntimeException ex) {
				onFailure.accept(ex);
			}
		});
		return remaining;
	}

	private List<Long> refresh(Keyspace keyspace, int partition, List<Claim> claims) {
		List<String> arguments = new ArrayList<>(1 + 4 * claims.size());
		arguments.add(Acquisition.millis(this.defaultTtl));
		claims.forEach((claim) -> Collections.addAll(arguments, claim.resource(), claim.holding().check(),
				claim.holding().value(), Acquisition.millis(claim.ttl())));
		List<Long> remaining = longs(
				this.scripts.run(Scripts.REFRESH, keyspace, partition, Claim.resources(claims), arguments));
		for (int i = 0; i < claims.size(); i++) {
			LockLog.refreshing(claims.get(i), remaining.get(i));
		}
		return remaining;
	}

	/**
	 * Return where resources are, without asking Redis.
	 * @param resources the resources
	 * @return their partitions; empty if these are not known now
	 */
	public Set<Integer> partitionsOf(Collection<String> resources) {
		return this.keyspaces.partitionsOf(resources);
	}

	/**
	 * Read the lock of a resource.
	 * @param resource the resource
	 * @return the lock, or {@code null} if the resource is not locked
	 */
	public @Nullable LockState read(String resource) {
		Keyspace keyspace = this.keyspaces.get();
		List<String> replies = strings(this.scripts.run(Scripts.READ, keyspace, keyspace.partitionOf(resource),
				List.of(resource), List.of(resource)));
		return LockState.parse(resource, replies.get(0));
	}

	/**
	 * Return the held locks that the index knows, page by page.
	 * @return an iterator that reads a page when it is needed
	 */
	public Iterator<LockState> held() {
		return new HeldLocks(new HeldPages(this.scripts, this.keyspaces.get()));
	}

	/**
	 * Return some of the held locks that the index knows. If the filter lets few through,
	 * the page may have fewer than the limit, even none, although others follow.
	 * @param cursor where to begin, or {@code null} to begin with the first
	 * @param limit the number of locks at most
	 * @param filter which resources are meant
	 * @return a page
	 * @throws IllegalArgumentException if there is no such cursor
	 */
	public HeldPage held(@Nullable String cursor, int limit, Predicate<String> filter) {
		return new HeldPages(this.scripts, this.keyspaces.get()).read(cursor, limit, filter);
	}

	/**
	 * Try once more to release what could not be released so far.
	 */
	void releasePending() {
		this.releases.releaseNow(PATIENCE);
	}

	@Override
	public void close() {
		this.executor.close();
		if (this.replicated != null) {
			this.replicated.close();
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Long> longs(List<?> replies) {
		return (List<Long>) replies;
	}

	@SuppressWarnings("unchecked")
	static List<String> strings(List<?> replies) {
		return (List<String>) replies;
	}

}
