package io.github.locky.engine.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.locky.engine.Locks;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.RefreshCommand;

/**
 * Renews many leases at once, those that are kept alive, and sees whether the others are
 * still held. Leases of different partitions do not wait for each other.
 */
final class LeaseRenewal {

	private static final OneLineLog logger = OneLineLog.of(LeaseRenewal.class);

	private final Locks locks;

	private final SerialExecutor executor;

	private final AnswerListener listener;

	LeaseRenewal(Locks locks, SerialExecutor executor, AnswerListener listener) {
		this.locks = locks;
		this.executor = executor;
		this.listener = listener;
	}

	/**
	 * Ask about leases that are held, without waiting for the answer.
	 * @param leases the leases
	 */
	void ask(List<OwnedLease> leases) {
		leases.stream()
			.filter(OwnedLease::isHeld)
			.collect(Collectors.groupingBy((lease) -> this.locks.partitionsOf(lease.terms().tokens().keySet())))
			.forEach((partitions, part) -> this.executor.offer(partitions, () -> askNow(part)));
	}

	private void askNow(List<OwnedLease> leases) {
		long asked = this.locks.ticker().nanoTime();
		Map<OwnedLease, List<RefreshCommand>> commands = new HashMap<>();
		List<RefreshCommand> all = new ArrayList<>();
		for (OwnedLease lease : leases) {
			List<RefreshCommand> own = lease.terms()
				.refreshCommands((lease.isRenewed(asked)) ? lease.refreshFor(asked) : OwnedLease.ASK_ONLY);
			commands.put(lease, own);
			all.addAll(own);
		}
		Map<RefreshCommand, Long> answers = refresh(all);
		commands.forEach((lease, own) -> this.listener.answered(lease, own, answers, asked));
	}

	private Map<RefreshCommand, Long> refresh(List<RefreshCommand> commands) {
		try {
			return this.locks.refreshAll(commands, LeaseRenewal::notAnswered);
		}
		catch (RuntimeException ex) {
			notAnswered(ex);
			return Map.of();
		}
	}

	private static void notAnswered(RuntimeException ex) {
		logger.debug("Leases not renewed, will be tried again", ex);
	}

	/**
	 * Told what the store says.
	 */
	@FunctionalInterface
	interface AnswerListener {

		void answered(OwnedLease lease, List<RefreshCommand> commands, Map<RefreshCommand, Long> answers, long asked);

	}

}
