package io.github.locky.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.RefreshCommand;

/**
 * Lets locks live longer, in all partitions.
 */
public final class Refreshes {

	private final LockStore store;

	Refreshes(LockStore store) {
		this.store = store;
	}

	/**
	 * Let a lock live for its time to live from now, if it is held as meant.
	 * @param target the lock
	 * @return {@code true} if it is held as meant
	 */
	public boolean refresh(LockTarget target) {
		return refresh(this.store.partitionOf(target.resource()), List.of(new RefreshCommand(target, null)))
			.get(0) != RefreshCommand.NOT_HELD;
	}

	/**
	 * Let locks live longer, each if it is held as meant.
	 * @param commands the locks
	 * @param onFailure told when the store does not answer for some of them
	 * @return for each the remaining milliseconds, -1 if it does not expire,
	 * {@link RefreshCommand#NOT_HELD} if it is not held as meant; nothing for those that
	 * the store gave no answer about
	 */
	public Map<RefreshCommand, Long> refreshAll(List<RefreshCommand> commands, Consumer<RuntimeException> onFailure) {
		Map<RefreshCommand, Long> remaining = new HashMap<>();
		Partitions.inBatches(this.store, commands, RefreshCommand::resource, (partition, part) -> {
			try {
				List<Long> replies = refresh(partition, part);
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

	private List<Long> refresh(int partition, List<RefreshCommand> commands) {
		List<Long> remaining = this.store.refresh(partition, commands);
		for (int i = 0; i < commands.size(); i++) {
			LockLog.refreshing(commands.get(i).target(), remaining.get(i));
		}
		return remaining;
	}

}
