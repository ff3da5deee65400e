package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Locks in Redis: takes, releases, prolongs and reads them, each in one script.
 */
public class RedisLocks implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisLocks.class);

	/**
	 * What is answered for a lock that is not held as meant.
	 */
	public static final long NOT_HELD = -2;

	private static final int BATCH = 200;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final DoorbellPermission doorbell;

	private final SweepSchedule schedule;

	private final @Nullable ReplicatedScripts replicated;

	private final PendingReleases pending;

	private final @Nullable Duration defaultTtl;

	private final Daemons daemons;

	RedisLocks(KeyspaceResolver keyspaces, ScriptRunner scripts, DoorbellPermission doorbell, SweepSchedule schedule,
			@Nullable ReplicatedScripts replicated, EngineSettings settings) {
		this.replicated = replicated;
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.doorbell = doorbell;
		this.schedule = schedule;
		this.defaultTtl = settings.defaultTtl();
		this.daemons = new Daemons(settings.virtualThreads());
		this.pending = new PendingReleases(this, this.daemons);
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
		Keyspace keyspace = this.keyspaces.get();
		List<String> resources = acquisition.resources();
		try {
			if (resources.size() == 1) {
				return lock(acquisition, keyspace, keyspace.partitionOf(resources.get(0)), resources);
			}
			return lockByPartition(acquisition, keyspace);
		}
		catch (LockNotReplicatedException ex) {
			if (!ex.isHeld()) {
				giveBack(acquisition);
			}
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.pending.release(acquisition.claims());
			throw ex;
		}
	}

	// Always in the same order of partitions, so that two calls cannot block each other
	private LockResult lockByPartition(Acquisition acquisition, Keyspace keyspace) {
		long asked = System.nanoTime();
		List<LockResult.Grant> grants = new ArrayList<>();
		for (Map.Entry<Integer, List<String>> part : keyspace.byPartition(acquisition.resources(), Function.identity())
			.entrySet()) {
			LockResult result = lock(acquisition, keyspace, part.getKey(), part.getValue());
			if (result instanceof LockResult.Granted granted) {
				grants.addAll(granted.grants());
			}
			else {
				if (!grants.isEmpty()) {
					giveBack(acquisition);
				}
				return result;
			}
		}
		return new LockResult.Granted(grants, asked);
	}

	private void giveBack(Acquisition acquisition) {
		try {
			release(acquisition.claims());
		}
		catch (RuntimeException ex) {
			logger.debug("Not given back yet: " + acquisition, ex);
		}
	}

	private LockResult lock(Acquisition acquisition, Keyspace keyspace, int partition, List<String> resources) {
		long asked = System.nanoTime();
		List<String> arguments = new ArrayList<>(4 + resources.size());
		arguments.add(acquisition.locker());
		arguments.add(acquisition.id());
		arguments.add(acquisition.ttlArgument());
		arguments.add(acquisition.modeArgument());
		arguments.addAll(resources);
		ReplicatedScripts.Reply reply = runLock(keyspace, partition, resources, arguments);
		this.doorbell.heard(reply.replies().get(0));
		LockResult result = LockReply.parse(reply.replies(), resources, acquisition.ttl(), asked);
		if (this.replicated != null && result instanceof LockResult.Granted granted
				&& reply.acknowledged() < this.replicated.minReplicas()) {
			throw new LockNotReplicatedException(acquisition, reply.acknowledged(), this.replicated.minReplicas(),
					granted.endedOrKeptAny());
		}
		if (acquisition.ttl() != null && result instanceof LockResult.Granted) {
			this.schedule.ownDeadline(partition, acquisition.ttl());
		}
		return result;
	}

	private ReplicatedScripts.Reply runLock(Keyspace keyspace, int partition, List<String> resources,
			List<String> arguments) {
		boolean single = resources.size() == 1;
		if (this.replicated != null) {
			return this.replicated.run((single) ? Scripts.LOCK : Scripts.LOCK_ALL, keyspace.keys(partition, resources),
					this.scripts.withHead(keyspace, partition, arguments));
		}
		return new ReplicatedScripts.Reply(
				(single) ? List.of(this.scripts.run(Scripts.LOCK, keyspace, partition, resources, arguments))
						: strings(this.scripts.run(Scripts.LOCK_ALL, keyspace, partition, resources, arguments)),
				0);
	}

	/**
	 * Unlock a resource if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(String resource, Holding holding) {
		return !unlockAll(List.of(Claim.of(resource, holding))).isEmpty();
	}

	/**
	 * Unlock those of several resources that are held as meant.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> unlockAll(List<Claim> claims) {
		Keyspace keyspace = this.keyspaces.get();
		Set<String> unlocked = new HashSet<>();
		inBatches(keyspace, claims, (partition, part) -> {
			List<String> arguments = new ArrayList<>(3 * part.size());
			part.forEach((claim) -> Collections.addAll(arguments, claim.resource(), claim.holding().check(),
					claim.holding().value()));
			String reply = this.scripts.run(Scripts.UNLOCK, keyspace, partition, resources(part), arguments);
			this.doorbell.heard(reply);
			for (int i = 0; i < part.size(); i++) {
				if (reply.charAt(i + 1) == '1') {
					unlocked.add(part.get(i).resource());
				}
			}
		});
		return unlocked;
	}

	/**
	 * Unlock, and if Redis fails, go on trying in the background, so that no lock is left
	 * behind.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	public Set<String> release(List<Claim> claims) {
		try {
			return unlockAll(claims);
		}
		catch (RuntimeException | Error ex) {
			this.pending.release(claims);
			throw ex;
		}
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
		inBatches(keyspace, claims, (partition, part) -> {
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
		return longs(this.scripts.run(Scripts.REFRESH, keyspace, partition, resources(claims), arguments));
	}

	private static List<String> resources(List<Claim> claims) {
		return claims.stream().map(Claim::resource).toList();
	}

	private static void inBatches(Keyspace keyspace, List<Claim> claims, BiConsumer<Integer, List<Claim>> action) {
		keyspace.byPartition(claims, Claim::resource).forEach((partition, part) -> {
			for (int start = 0; start < part.size(); start += BATCH) {
				action.accept(partition, part.subList(start, Math.min(start + BATCH, part.size())));
			}
		});
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
		this.pending.releaseNow();
	}

	@Override
	public void close() {
		this.pending.close();
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
