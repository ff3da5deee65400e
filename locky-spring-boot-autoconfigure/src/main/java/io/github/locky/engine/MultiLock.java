package io.github.locky.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;

/**
 * Locks several resources, all or none: those of one partition at once, partition by
 * partition, always in the same order, so that two calls cannot block each other. When
 * some are refused, those before them are given back.
 */
final class MultiLock {

	private final LockStore store;

	private final BiFunction<Integer, LockCommand, LockResult> locks;

	private final Releases releases;

	/**
	 * Create.
	 * @param store the store
	 * @param locks locks resources of one partition
	 * @param releases gives back what was taken for nothing
	 */
	MultiLock(LockStore store, BiFunction<Integer, LockCommand, LockResult> locks, Releases releases) {
		this.store = store;
		this.locks = locks;
		this.releases = releases;
	}

	LockResult lock(LockCommand command) {
		long asked = this.store.ticker().nanoTime();
		List<LockResult.Grant> grants = new ArrayList<>();
		Map<Integer, List<String>> parts = Partitions.group(this.store, command.resources(), Function.identity());
		if (command.request().isForced() && parts.size() > 1) {
			// What is taken by force cannot be given back to whom it was taken from, so a
			// store that fails should do so before anything is taken
			parts.forEach(this.store::probe);
		}
		for (Map.Entry<Integer, List<String>> part : parts.entrySet()) {
			LockResult result;
			try {
				result = this.locks.apply(part.getKey(), command.only(part.getValue()));
			}
			catch (RuntimeException | Error ex) {
				giveBack(command, grants);
				throw ex;
			}
			if (result instanceof LockResult.Granted granted) {
				grants.addAll(granted.grants());
			}
			else {
				giveBack(command, grants);
				return result;
			}
		}
		return new LockResult.Granted(command.acquisition(), grants, asked);
	}

	private void giveBack(LockCommand command, List<LockResult.Grant> grants) {
		Ownership ownership = Ownership.byAcquisition(command.acquisition());
		this.releases.giveBack(grants.stream().map((grant) -> new LockTarget(grant.resource(), ownership)).toList());
	}

}
