package io.github.locky.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of held locks, for JSON.
 */
public final class LockyDescriptor implements OperationResponseBody {

	private final List<LockDescriptor> locks;

	private final @Nullable String next;

	private final InstanceDescriptor instance;

	LockyDescriptor(List<LockDescriptor> locks, @Nullable String next, InstanceDescriptor instance) {
		this.locks = locks;
		this.next = next;
		this.instance = instance;
	}

	/**
	 * Return the locks of this page, whichever instance took them.
	 * @return the locks, in no order
	 */
	public List<LockDescriptor> getLocks() {
		return this.locks;
	}

	/**
	 * Return the cursor to ask for the next page with.
	 * @return the cursor; {@code null} if this page is the last one
	 */
	public @Nullable String getNext() {
		return this.next;
	}

	/**
	 * Return what only the instance knows that answers.
	 * @return waiters and leases of this instance
	 */
	public InstanceDescriptor getInstance() {
		return this.instance;
	}

	/**
	 * Description of a lock.
	 *
	 * @param resource the resource
	 * @param locker who holds it
	 * @param fencingToken the fencing token, as text because JavaScript would round it;
	 * {@code null} if the lock was not taken through Locky
	 * @param since when it was taken, by the clock of Redis; {@code null} if it was not
	 * taken through Locky
	 * @param remaining how long it still lives; {@code null} if it does not expire
	 * @param instance the id of the instance that took it; {@code null} if it was not
	 * taken through Locky
	 * @param released whether it was released, and only lasts until the end of its hold
	 */
	public record LockDescriptor(String resource, String locker, @Nullable String fencingToken, @Nullable Instant since,
			@Nullable Duration remaining, @Nullable String instance,
			boolean released) implements OperationResponseBody {
	}

	/**
	 * Description of locks that were broken.
	 *
	 * @param locker who held them
	 * @param unlocked how many there were
	 */
	public record UnlockedDescriptor(String locker, long unlocked) implements OperationResponseBody {
	}

	/**
	 * Description of the instance that answers.
	 *
	 * @param id the id, as locks have it that the instance took
	 * @param state where the instance is in its life: {@code starting}, {@code running},
	 * {@code draining} or {@code stopped}
	 * @param waiters how many calls of the instance wait for these resources
	 * @param waiting for what they wait, those first that have waited longest
	 * @param leases how many leases on these resources are open in the instance
	 * @param open what they are about, the oldest first
	 */
	public record InstanceDescriptor(String id, String state, int waiters, List<WaitingDescriptor> waiting, int leases,
			List<LeaseDescriptor> open) {
	}

	/**
	 * Description of threads that wait for a resource.
	 *
	 * @param resource the resource
	 * @param waiters how many of them there are
	 * @param longest how long the first of them has waited
	 * @param lockers for whom they wait, in the order of their turns, ten at most
	 */
	public record WaitingDescriptor(String resource, int waiters, Duration longest, List<String> lockers) {
	}

	/**
	 * Description of a lease.
	 *
	 * @param resources the resources
	 * @param locker who holds them
	 * @param age how old it is
	 * @param remaining how long it is held at least; {@code null} if it does not expire
	 * @param keptAlive whether it is renewed until it is released
	 */
	public record LeaseDescriptor(List<String> resources, String locker, Duration age, @Nullable Duration remaining,
			boolean keptAlive) {
	}

}
