package io.github.locky.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Unlocks, in as few scripts as possible.
 */
final class Unlocking {

	private final KeyspaceResolver keyspaces;

	private final ScriptRunner scripts;

	private final DoorbellPermission doorbell;

	Unlocking(KeyspaceResolver keyspaces, ScriptRunner scripts, DoorbellPermission doorbell) {
		this.keyspaces = keyspaces;
		this.scripts = scripts;
		this.doorbell = doorbell;
	}

	/**
	 * Unlock a resource, whoever holds it. The call has an id, so that what is sent again
	 * after a broken connection cannot free the lock of somebody who came in between.
	 * @param resource the resource
	 * @return {@code true} if it was locked
	 */
	boolean unlock(String resource) {
		Keyspace keyspace = this.keyspaces.get();
		int partition = keyspace.partitionOf(resource);
		List<String> keys = new ArrayList<>(keyspace.keys(partition, List.of(resource)));
		keys.add(keyspace.answerKey(partition, Acquisition.nextId()));
		String reply = this.scripts.runOnKeys(Scripts.UNLOCK_ANYONE, keyspace, partition, keys,
				List.of(resource, Acquisition.millis(this.scripts.getRepetitionTime())));
		this.doorbell.heard(reply);
		boolean unlocked = isUnlocked(reply, 0);
		LockLog.unlocking(Claim.of(resource, Holding.byAnyone()), unlocked);
		return unlocked;
	}

	/**
	 * Unlock those of several resources that are held as meant. Where Redis fails for
	 * some, the others are unlocked nevertheless.
	 * @param claims the locks, each resource once
	 * @return the resources that were unlocked
	 */
	Set<String> unlock(List<Claim> claims) {
		Keyspace keyspace = this.keyspaces.get();
		if (claims.size() == 1) {
			return Set.copyOf(unlock(keyspace, keyspace.partitionOf(claims.get(0).resource()), claims));
		}
		Set<String> unlocked = new HashSet<>();
		List<RuntimeException> failures = new ArrayList<>();
		keyspace.inBatches(claims, Claim::resource, (partition, part) -> {
			try {
				unlocked.addAll(unlock(keyspace, partition, part));
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

	private List<String> unlock(Keyspace keyspace, int partition, List<Claim> claims) {
		List<String> arguments = new ArrayList<>(3 * claims.size());
		claims.forEach((claim) -> Collections.addAll(arguments, claim.resource(), claim.holding().check(),
				claim.holding().value()));
		List<String> resources = Claim.resources(claims);
		String reply = this.scripts.run(Scripts.UNLOCK, keyspace, partition, resources, arguments);
		this.doorbell.heard(reply);
		List<String> unlocked = new ArrayList<>(resources.size());
		for (int i = 0; i < resources.size(); i++) {
			boolean done = isUnlocked(reply, i);
			LockLog.unlocking(claims.get(i), done);
			if (done) {
				unlocked.add(resources.get(i));
			}
		}
		return unlocked;
	}

	// The doorbell's state comes first
	private static boolean isUnlocked(String reply, int index) {
		return reply.charAt(1 + index) == '1';
	}

}
