package io.github.locky.engine.lease;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The leases of this instance that have not ended.
 */
final class LeaseRegistry {

	private final Map<String, Set<OwnedLease>> byResource = new ConcurrentHashMap<>();

	private final Set<OwnedLease> open = ConcurrentHashMap.newKeySet();

	private final Set<OwnedLease> partlyLost = ConcurrentHashMap.newKeySet();

	/**
	 * Add a lease.
	 * @param lease the lease
	 * @param open whether it was taken in this instance, rather than resumed
	 */
	void add(OwnedLease lease, boolean open) {
		if (open) {
			this.open.add(lease);
		}
		for (String resource : lease.terms().tokens().keySet()) {
			this.byResource.compute(resource, (key, leases) -> with(leases, lease));
		}
	}

	private static Set<OwnedLease> with(@Nullable Set<OwnedLease> leases, OwnedLease lease) {
		Set<OwnedLease> result = (leases != null) ? leases : ConcurrentHashMap.newKeySet();
		result.add(lease);
		return result;
	}

	/**
	 * A lease was lost. If it was one on several resources, it may still have the others
	 * until it is closed.
	 * @param lease the lease
	 */
	void lost(OwnedLease lease) {
		boolean partly = this.open.contains(lease) && lease.terms().tokens().size() > 1;
		remove(lease);
		if (partly) {
			this.partlyLost.add(lease);
		}
	}

	void remove(OwnedLease lease) {
		this.open.remove(lease);
		this.partlyLost.remove(lease);
		for (String resource : lease.terms().tokens().keySet()) {
			this.byResource.computeIfPresent(resource, (key, leases) -> without(leases, lease));
		}
	}

	private static @Nullable Set<OwnedLease> without(Set<OwnedLease> leases, OwnedLease lease) {
		leases.remove(lease);
		return (leases.isEmpty()) ? null : leases;
	}

	/**
	 * Return the leases on a resource.
	 * @param resource the resource
	 * @return a view of the leases, mostly one
	 */
	Set<OwnedLease> on(String resource) {
		return this.byResource.getOrDefault(resource, Set.of());
	}

	/**
	 * Return all leases.
	 * @return the leases, one on several resources for each of them
	 */
	Stream<OwnedLease> all() {
		return this.byResource.values().stream().flatMap(Set::stream);
	}

	/**
	 * Return the lease that was resumed on these terms before.
	 * @param terms the terms
	 * @return the lease, or {@code null} if there is none
	 */
	@Nullable OwnedLease findResumed(LeaseTerms terms) {
		return terms.tokens()
			.keySet()
			.stream()
			.flatMap((resource) -> on(resource).stream())
			.filter((lease) -> lease.terms().equals(terms) && lease.isHeld() && !this.open.contains(lease))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the leases that may have something to release.
	 * @return the leases that were taken in this instance, and those that were partly
	 * lost
	 */
	Stream<OwnedLease> releasable() {
		return Stream.concat(this.open.stream(), this.partlyLost.stream());
	}

	/**
	 * Return the leases that were taken in this instance.
	 * @return a view of the leases, in no order
	 */
	Collection<OwnedLease> open() {
		return Collections.unmodifiableCollection(this.open);
	}

}
