package io.github.locky.engine.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.locky.engine.Refreshes;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.RefreshCommand;

/**
 * Renews many leases at once, those that are kept alive, and sees whether the others are
 * still held. Leases of different partitions do not wait for each other.
 */
final class LeaseRenewal {

	private static final OneLineLog logger = OneLineLog.of(LeaseRenewal.class);

	private final LockStore store;

	private final Refreshes refreshes;

	private final SerialExecutor executor;

	private final LeaseUpdates updates;

	private final LeaseCounts counts;

	LeaseRenewal(LockStore store, Refreshes refreshes, SerialExecutor executor, LeaseUpdates updates,
			LeaseCounts counts) {
		this.store = store;
		this.refreshes = refreshes;
		this.executor = executor;
		this.updates = updates;
		this.counts = counts;
	}

	/**
	 * Ask about leases that are held, without waiting for the answer.
	 * @param leases the leases
	 */
	void ask(List<OwnedLease> leases) {
		leases.stream()
			.filter(OwnedLease::isHeld)
			.collect(Collectors.groupingBy((lease) -> this.store.knownPartitionsOf(lease.terms().tokens().keySet())))
			.forEach((partitions, part) -> this.executor.offer(partitions, () -> askNow(part)));
	}

	private void askNow(List<OwnedLease> leases) {
		long asked = this.store.ticker().nanoTime();
		Map<OwnedLease, List<RefreshCommand>> commands = new HashMap<>();
		List<RefreshCommand> all = new ArrayList<>();
		for (OwnedLease lease : leases) {
			List<RefreshCommand> own = lease.terms()
				.refreshCommands((lease.isRenewed(asked)) ? lease.refreshFor(asked) : OwnedLease.ASK_ONLY);
			commands.put(lease, own);
			all.addAll(own);
		}
		Map<RefreshCommand, Long> answers = refresh(all);
		commands.forEach((lease, own) -> answered(lease, own, answers, asked));
	}

	private void answered(OwnedLease lease, List<RefreshCommand> commands, Map<RefreshCommand, Long> answers,
			long asked) {
		boolean held = this.updates.answered(lease, commands, answers, asked);
		if (lease.isKeptAlive()) {
			this.counts.renewed(lease, held);
		}
	}

	private Map<RefreshCommand, Long> refresh(List<RefreshCommand> commands) {
		try {
			return this.refreshes.refreshAll(commands, LeaseRenewal::notAnswered);
		}
		catch (RuntimeException | Error ex) {
			notAnswered(ex);
			return Map.of();
		}
	}

	private static void notAnswered(Throwable ex) {
		logger.debug("Leases not renewed, will be tried again", ex);
	}

}
