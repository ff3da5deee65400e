package io.github.locky.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Locks all resources of a call or none: those of one partition in one script, partition
 * by partition.
 */
final class Locking {

	private static final Log logger = LogFactory.getLog(Locking.class);

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final @Nullable ReplicatedScripts replicated;

	private final DoorbellPermission doorbell;

	private final SweepSchedule schedule;

	private final Releases releases;

	Locking(KeyspaceResolver keyspaces, ScriptRunner scripts, @Nullable ReplicatedScripts replicated,
			DoorbellPermission doorbell, SweepSchedule schedule, Releases releases) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.replicated = replicated;
		this.doorbell = doorbell;
		this.schedule = schedule;
		this.releases = releases;
	}

	/**
	 * Lock, and undo in the background what may have been locked if the outcome remains
	 * unknown.
	 * @param acquisition the call
	 * @return who has the resources now
	 */
	LockResult lock(Acquisition acquisition) {
		Keyspace keyspace = this.keyspaces.get();
		List<String> resources = acquisition.resources();
		try {
			LockResult result = (resources.size() == 1)
					? lock(acquisition, keyspace, keyspace.partitionOf(resources.get(0)), resources)
					: lockByPartition(acquisition, keyspace);
			LockLog.locking(acquisition, result);
			return result;
		}
		catch (LockNotReplicatedException ex) {
			if (!ex.isHeld()) {
				giveBack(acquisition);
			}
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.releases.releaseInBackground(acquisition.claims());
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
			this.releases.release(acquisition.claims());
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

	/**
	 * Unlock a resource if it is held as meant, and lock it for the next in the same
	 * step. If the outcome remains unknown, locking is undone in the background.
	 * @param claim the lock
	 * @param next the call to lock, of the same resource alone
	 * @return what the next has; {@code null} if it was not held as meant
	 */
	LockResult.@Nullable Granted handOver(Claim claim, Acquisition next) {
		Keyspace keyspace = this.keyspaces.get();
		int partition = keyspace.partitionOf(claim.resource());
		long asked = System.nanoTime();
		try {
			String reply = this.scripts.run(Scripts.HAND_OVER, keyspace, partition, next.resources(),
					List.of(next.locker(), next.id(), next.ttlArgument(), next.modeArgument(), claim.resource(),
							claim.holding().check(), claim.holding().value()));
			this.doorbell.heard(reply);
			boolean handedOver = reply.charAt(1) == 'L';
			LockLog.unlocking(claim, handedOver);
			if (!handedOver) {
				return null;
			}
			if (next.ttl() != null) {
				this.schedule.ownDeadline(partition, next.ttl());
			}
			LockResult.Granted granted = (LockResult.Granted) LockReply.parse(List.of(reply), next.resources(),
					next.ttl(), asked);
			LockLog.locking(next, granted);
			return granted;
		}
		catch (RuntimeException | Error ex) {
			this.releases.releaseInBackground(next.claims());
			throw ex;
		}
	}

	private ReplicatedScripts.Reply runLock(Keyspace keyspace, int partition, List<String> resources,
			List<String> arguments) {
		boolean single = resources.size() == 1;
		if (this.replicated != null) {
			return this.replicated.run((single) ? Scripts.LOCK : Scripts.LOCK_ALL, keyspace.keys(partition, resources),
					this.scripts.withHead(keyspace, partition, arguments));
		}
		return new ReplicatedScripts.Reply((single)
				? List.of(this.scripts.run(Scripts.LOCK, keyspace, partition, resources, arguments))
				: RedisLocks.strings(this.scripts.run(Scripts.LOCK_ALL, keyspace, partition, resources, arguments)), 0);
	}

}
