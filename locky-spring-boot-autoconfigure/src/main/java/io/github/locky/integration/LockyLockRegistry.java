package io.github.locky.integration;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.locky.InternalOneLine;
import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.ExpirableLockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;
import org.springframework.util.Assert;

/**
 * The locks of Locky as Spring Integration knows locks: {@link java.util.concurrent.locks
 * owned by threads} and reentrant. The key of a lock is its resource, the locker is
 * generated for each thread that takes it. Locks are kept alive until they are unlocked,
 * so their time to live only says how soon others follow a process that was killed.
 * <p>
 * Remembers only the locks that are held, so there is nothing to evict.
 */
public final class LockyLockRegistry
		implements ExpirableLockRegistry<DistributedLock>, RenewableLockRegistry<DistributedLock> {

	private final LockyOperations operations;

	private final UnaryOperator<LockRequest> customizer;

	private final Map<Holder, Hold> holds = new ConcurrentHashMap<>();

	/**
	 * Create a registry of locks that live for {@code locky.lease.ttl} at a time, by
	 * default 30 seconds.
	 * @param operations takes the locks
	 */
	public LockyLockRegistry(LockyOperations operations) {
		this(operations, LockRequest::keepAlive);
	}

	/**
	 * Create a registry.
	 * @param operations takes the locks
	 * @param customizer says how each lock is requested, such as for how long; not
	 * whether to wait, to come back or to take it by force
	 */
	public LockyLockRegistry(LockyOperations operations, UnaryOperator<LockRequest> customizer) {
		Assert.notNull(operations, "'operations' must not be null");
		Assert.notNull(customizer, "'customizer' must not be null");
		this.operations = operations;
		this.customizer = customizer;
	}

	@Override
	public DistributedLock obtain(Object lockKey) {
		return new LockyLock(this, resource(lockKey));
	}

	private static String resource(Object lockKey) {
		return LockRequest.of(lockKey).getResources().get(0);
	}

	/**
	 * Let the locks run out that are held by threads that have ended. Others are not kept
	 * here longer than they are held.
	 * @param age is not taken into account
	 */
	@Override
	public void expireUnusedOlderThan(long age) {
		this.holds.forEach((holder, hold) -> {
			if (!holder.thread().isAlive()) {
				hold.lease().letRunOut();
				this.holds.remove(holder);
			}
		});
	}

	@Override
	public void renewLock(Object lockKey) {
		renew(resource(lockKey), null);
	}

	@Override
	public void renewLock(Object lockKey, Duration ttl) {
		Assert.notNull(ttl, "'ttl' must not be null");
		renew(resource(lockKey), ttl);
	}

	private void renew(String resource, @Nullable Duration ttl) {
		Hold hold = this.holds.get(Holder.of(resource));
		if (hold == null || !refresh(hold.lease(), ttl)) {
			throw new IllegalStateException(
					InternalOneLine.of("Not held by this thread any more, so not renewed: '" + resource + "'"));
		}
	}

	private static boolean refresh(Lease lease, @Nullable Duration ttl) {
		return (ttl != null) ? lease.refresh(ttl) : lease.refresh();
	}

	/**
	 * Lock for the calling thread, or lock once more what it holds.
	 * @param resource the resource
	 * @param wait how long to wait at most
	 * @param ttl the time to live; {@code null} for that of the registry
	 * @return {@code false} if it is held by another, or this thread had it and has lost
	 * it; this is told once, then it is free to lock again
	 */
	boolean lock(String resource, Duration wait, @Nullable Duration ttl) {
		Holder holder = Holder.of(resource);
		Hold hold = this.holds.get(holder);
		if (hold != null && !hold.toldLost()) {
			boolean held = (ttl != null) ? hold.lease().refresh(ttl) : hold.lease().isValid();
			this.holds.put(holder, (held) ? hold.again() : hold.lost());
			return held;
		}
		LockRequest request = this.customizer.apply(LockRequest.of(resource)).waitAtMost(wait);
		Optional<Lease> lease = this.operations.tryAcquire((ttl != null) ? request.ttl(ttl) : request);
		lease.ifPresent((taken) -> this.holds.put(holder, new Hold(taken, 1, false)));
		return lease.isPresent();
	}

	/**
	 * Unlock what the calling thread has locked, or undo one locking of several.
	 * @param resource the resource
	 * @return {@code false} if it was lost before
	 */
	boolean unlock(String resource) {
		Holder holder = Holder.of(resource);
		Hold hold = this.holds.get(holder);
		if (hold == null) {
			throw new IllegalMonitorStateException(InternalOneLine.of("'" + resource + "' is not held by this thread"));
		}
		if (hold.count() > 1) {
			this.holds.put(holder, hold.less());
			return true;
		}
		this.holds.remove(holder);
		return hold.lease().release();
	}

	/**
	 * Who may hold a lock.
	 *
	 * @param resource the resource
	 * @param thread the thread
	 */
	private record Holder(String resource, Thread thread) {

		static Holder of(String resource) {
			return new Holder(resource, Thread.currentThread());
		}

	}

	/**
	 * What a thread holds.
	 *
	 * @param lease the lease
	 * @param count how often the thread has locked it
	 * @param toldLost whether the thread knows that it has lost it
	 */
	private record Hold(Lease lease, int count, boolean toldLost) {

		Hold again() {
			return new Hold(this.lease, this.count + 1, false);
		}

		Hold less() {
			return new Hold(this.lease, this.count - 1, this.toldLost);
		}

		Hold lost() {
			return new Hold(this.lease, this.count, true);
		}

	}

}
