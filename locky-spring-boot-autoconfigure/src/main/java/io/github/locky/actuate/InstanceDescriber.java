package io.github.locky.actuate;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import io.github.locky.actuate.LockyDescriptor.InstanceDescriptor;
import io.github.locky.actuate.LockyDescriptor.LeaseDescriptor;
import io.github.locky.actuate.LockyDescriptor.WaitingDescriptor;
import io.github.locky.lease.Leases;
import io.github.locky.lease.LockWaiting;
import io.github.locky.lease.OwnedLease;
import io.github.locky.lease.WaitQueue;
import io.github.locky.redis.Acquisition;

/**
 * Describes what only this instance knows: who waits here, and which leases are open.
 */
final class InstanceDescriber {

	private static final int LOCKERS = 10;

	private final LockWaiting waiting;

	private final Leases leases;

	InstanceDescriber(LockWaiting waiting, Leases leases) {
		this.waiting = waiting;
		this.leases = leases;
	}

	InstanceDescriptor describe(Predicate<String> filter, int limit) {
		List<WaitQueue> queues = this.waiting.getQueues(filter);
		List<OwnedLease> open = this.leases.getOpen()
			.stream()
			.filter((lease) -> lease.terms().tokens().keySet().stream().anyMatch(filter))
			.toList();
		return new InstanceDescriptor(Acquisition.instance(),
				queues.stream().mapToInt((queue) -> queue.lockers().size()).sum(),
				queues.stream()
					.sorted(Comparator.comparing(WaitQueue::longest).reversed())
					.limit(limit)
					.map(InstanceDescriber::describe)
					.toList(),
				open.size(),
				open.stream()
					.map(InstanceDescriber::describe)
					.sorted(Comparator.comparing(LeaseDescriptor::age).reversed())
					.limit(limit)
					.toList());
	}

	private static WaitingDescriptor describe(WaitQueue queue) {
		return new WaitingDescriptor(queue.resource(), queue.lockers().size(), queue.longest(),
				queue.lockers().stream().limit(LOCKERS).toList());
	}

	private static LeaseDescriptor describe(OwnedLease lease) {
		return new LeaseDescriptor(List.copyOf(lease.terms().tokens().keySet()), lease.terms().locker(), lease.age(),
				lease.remaining(), lease.terms().keepAlive() != null);
	}

}
