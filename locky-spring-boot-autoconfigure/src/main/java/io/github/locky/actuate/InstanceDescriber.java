package io.github.locky.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.github.locky.actuate.LockyDescriptor.InstanceDescriptor;
import io.github.locky.actuate.LockyDescriptor.LeaseDescriptor;
import io.github.locky.actuate.LockyDescriptor.WaitingDescriptor;
import io.github.locky.engine.HeldFilter;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.lease.OwnedLease;
import io.github.locky.engine.waiting.WaitingCalls;

/**
 * Describes what only this instance knows: who waits here, and which leases are open.
 */
final class InstanceDescriber {

	private static final int LOCKERS = 10;

	private final LockEngine engine;

	InstanceDescriber(LockEngine engine) {
		this.engine = engine;
	}

	InstanceDescriptor describe(HeldFilter filter, int limit) {
		List<WaitingCalls> waiting = this.engine.getWaiting()
			.getWaiters()
			.getCalls(filter.resources())
			.stream()
			.map((calls) -> new WaitingCalls(calls.resource(), calls.lockers().stream().filter(filter::isOf).toList(),
					calls.longest()))
			.filter((calls) -> !calls.lockers().isEmpty())
			.toList();
		List<OwnedLease> open = this.engine.getLeases()
			.getOpen()
			.stream()
			.filter((lease) -> filter.isOf(lease.terms().locker())
					&& lease.terms().tokens().keySet().stream().anyMatch(filter.resources()))
			.toList();
		return new InstanceDescriptor(this.engine.getStore().instance().value(),
				this.engine.getState().name().toLowerCase(Locale.ROOT),
				waiting.stream().mapToInt((calls) -> calls.lockers().size()).sum(),
				waiting.stream()
					.sorted(Comparator.comparing(WaitingCalls::longest).reversed())
					.limit(limit)
					.map(InstanceDescriber::describe)
					.toList(),
				open.size(),
				open.stream()
					.sorted(Comparator.comparingLong(OwnedLease::began))
					.limit(limit)
					.map(InstanceDescriber::describe)
					.toList());
	}

	private static WaitingDescriptor describe(WaitingCalls calls) {
		return new WaitingDescriptor(calls.resource(), calls.lockers().size(), calls.longest(),
				calls.lockers().stream().limit(LOCKERS).toList());
	}

	private static LeaseDescriptor describe(OwnedLease lease) {
		return new LeaseDescriptor(List.copyOf(lease.terms().tokens().keySet()), lease.terms().locker(), lease.age(),
				lease.remaining(), lease.isKeptAlive());
	}

}
