package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Locks in Redis: takes, releases, prolongs and reads them, each in one script.
 */
public class RedisLocks implements AutoCloseable {

	private static final long NOT_HELD = -2;

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final DoorbellPermission doorbell;

	private final SweepSchedule schedule;

	private final AbandonedAcquisitions abandoned;

	private final @Nullable Duration defaultTtl;

	RedisLocks(KeyspaceResolver keyspaces, ScriptRunner scripts, DoorbellPermission doorbell, SweepSchedule schedule,
			EngineSettings settings) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.doorbell = doorbell;
		this.schedule = schedule;
		this.defaultTtl = settings.defaultTtl();
		this.abandoned = new AbandonedAcquisitions(this);
	}

	/**
	 * Return the time to live of locks that do not name one.
	 * @return the time to live, or {@code null} if they do not expire
	 */
	public @Nullable Duration getDefaultTtl() {
		return this.defaultTtl;
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
		catch (RuntimeException | Error ex) {
			this.abandoned.undo(acquisition);
			throw ex;
		}
	}

	// Always in the same order of partitions, so that two calls cannot block each other
	private LockResult lockByPartition(Acquisition acquisition, Keyspace keyspace) {
		List<LockResult.Grant> grants = new ArrayList<>();
		for (Map.Entry<Integer, List<String>> part : keyspace.byPartition(acquisition.resources()).entrySet()) {
			LockResult result = lock(acquisition, keyspace, part.getKey(), part.getValue());
			if (result instanceof LockResult.Granted granted) {
				grants.addAll(granted.grants());
			}
			else {
				if (!grants.isEmpty()) {
					undoRefused(acquisition);
				}
				return result;
			}
		}
		return new LockResult.Granted(grants);
	}

	private void undoRefused(Acquisition acquisition) {
		try {
			undo(acquisition);
		}
		catch (RuntimeException ex) {
			this.abandoned.undo(acquisition);
		}
	}

	private LockResult lock(Acquisition acquisition, Keyspace keyspace, int partition, List<String> resources) {
		List<String> arguments = new ArrayList<>(4 + resources.size());
		arguments.add(acquisition.locker());
		arguments.add(acquisition.id());
		arguments.add(acquisition.ttlArgument());
		arguments.add(acquisition.modeArgument());
		arguments.addAll(resources);
		List<String> replies = (resources.size() == 1)
				? List.of(this.scripts.run(Scripts.LOCK, keyspace, partition, resources, arguments))
				: strings(this.scripts.run(Scripts.LOCK_ALL, keyspace, partition, resources, arguments));
		this.doorbell.heard(replies.get(0));
		LockResult result = LockReply.parse(replies, resources, acquisition.ttl());
		if (acquisition.ttl() != null && result instanceof LockResult.Granted) {
			this.schedule.ownDeadline(partition, acquisition.ttl());
		}
		return result;
	}

	/**
	 * Unlock a resource if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it was unlocked
	 */
	public boolean unlock(String resource, Holding holding) {
		return !unlockAll(List.of(resource), holding).isEmpty();
	}

	/**
	 * Unlock those of several resources that are held as meant.
	 * @param resources the distinct resources
	 * @param holding whose locks are meant
	 * @return the resources that were unlocked
	 */
	public List<String> unlockAll(List<String> resources, Holding holding) {
		Keyspace keyspace = this.keyspaces.get();
		List<String> unlocked = new ArrayList<>();
		keyspace.byPartition(resources).forEach((partition, part) -> {
			List<String> arguments = new ArrayList<>(3 * part.size());
			part.forEach((resource) -> Collections.addAll(arguments, resource, holding.check(), holding.value()));
			String reply = this.scripts.run(Scripts.UNLOCK, keyspace, partition, part, arguments);
			this.doorbell.heard(reply);
			for (int i = 0; i < part.size(); i++) {
				if (reply.charAt(i + 1) == '1') {
					unlocked.add(part.get(i));
				}
			}
		});
		return unlocked;
	}

	/**
	 * Unlock what a call has locked.
	 * @param acquisition the call
	 * @return the resources that were unlocked
	 */
	List<String> undo(Acquisition acquisition) {
		return unlockAll(acquisition.resources(), Holding.byAcquisition(acquisition.id()));
	}

	/**
	 * Let a lock live for its time to live from now, if it is held as meant.
	 * @param resource the resource
	 * @param holding whose lock is meant
	 * @return {@code true} if it is held as meant
	 */
	public boolean refresh(String resource, Holding holding) {
		Keyspace keyspace = this.keyspaces.get();
		List<?> replies = this.scripts.run(Scripts.REFRESH, keyspace, keyspace.partitionOf(resource), List.of(resource),
				List.of(Acquisition.millis(this.defaultTtl), resource, holding.check(), holding.value(), "0"));
		return ((Long) replies.get(0)) != NOT_HELD;
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
		return new HeldLocks(this.scripts, this.keyspaces.get());
	}

	@Override
	public void close() {
		this.abandoned.close();
	}

	@SuppressWarnings("unchecked")
	static List<String> strings(List<?> replies) {
		return (List<String>) replies;
	}

}
