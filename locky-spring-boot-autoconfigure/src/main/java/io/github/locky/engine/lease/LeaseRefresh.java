package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.locky.engine.Refreshes;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Prolongs single leases because their holders want it, rather than because it is time
 * to.
 */
final class LeaseRefresh {

	private final Ticker ticker;

	private final Refreshes refreshes;

	private final LeaseScheduler scheduler;

	private final LeaseUpdates updates;

	private final LeaseObservations observations;

	LeaseRefresh(Ticker ticker, Refreshes refreshes, LeaseScheduler scheduler, LeaseUpdates updates,
			LeaseObservations observations) {
		this.ticker = ticker;
		this.refreshes = refreshes;
		this.scheduler = scheduler;
		this.updates = updates;
		this.observations = observations;
	}

	/**
	 * Prolong a lease now.
	 * @param lease the lease
	 * @param ttl how long it is to live from now at least; {@code null} for as long as it
	 * was agreed
	 * @return whether it is held
	 */
	boolean refresh(OwnedLease lease, @Nullable Duration ttl) {
		return this.observations.observeRefresh(lease.terms(), () -> refreshNow(lease, ttl));
	}

	private boolean refreshNow(OwnedLease lease, @Nullable Duration ttl) {
		if (!lease.isHeld()) {
			return false;
		}
		long asked = this.ticker.nanoTime();
		List<RefreshCommand> commands = lease.terms().refreshCommands((ttl != null) ? ttl : lease.refreshFor(asked));
		Map<RefreshCommand, Long> answers;
		try {
			answers = this.refreshes.refreshAll(commands, (ex) -> {
				throw ex;
			});
		}
		catch (RuntimeException ex) {
			this.scheduler.retry(lease);
			throw ex;
		}
		boolean held = this.updates.answered(lease, commands, answers, asked);
		if (held) {
			answers.forEach((command, left) -> this.updates.onProlonged(lease, command.resource(),
					lease.terms().tokens().get(command.resource()), asked,
					(left >= 0) ? Duration.ofMillis(left) : null));
		}
		return held;
	}

	/**
	 * Prolong a lease as soon as possible.
	 * @param lease the lease
	 */
	void refreshSoon(OwnedLease lease) {
		this.scheduler.soon(lease);
	}

}
