package io.github.locky.annotation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The leases of the locked methods that run on the current thread. Nothing else in Locky
 * knows threads.
 */
final class CurrentLeases {

	private final ThreadLocal<@Nullable List<SharedLease>> leases = new ThreadLocal<>();

	/**
	 * Return the leases that cover resources.
	 * @param resources the resources
	 * @param locker by whom they have to be held, or {@code null} for anyone
	 * @return the leases
	 */
	Set<SharedLease> covering(List<String> resources, @Nullable String locker) {
		Set<SharedLease> covering = new LinkedHashSet<>();
		for (SharedLease candidate : current()) {
			boolean meant = locker == null || locker.equals(candidate.lease().locker());
			if (meant && candidate.lease().resources().stream().anyMatch(resources::contains)) {
				covering.add(candidate);
			}
		}
		return covering;
	}

	void add(SharedLease lease) {
		List<SharedLease> leases = new ArrayList<>(current());
		leases.add(lease);
		this.leases.set(leases);
	}

	void remove(SharedLease lease) {
		List<SharedLease> leases = new ArrayList<>(current());
		leases.remove(lease);
		if (leases.isEmpty()) {
			this.leases.remove();
		}
		else {
			this.leases.set(leases);
		}
	}

	private List<SharedLease> current() {
		List<SharedLease> leases = this.leases.get();
		return (leases != null) ? leases : List.of();
	}

}
