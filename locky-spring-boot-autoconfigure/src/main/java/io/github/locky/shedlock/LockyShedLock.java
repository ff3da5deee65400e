package io.github.locky.shedlock;

import java.time.Duration;
import java.util.Optional;

import io.github.locky.Lease;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * A lock that is held, or was.
 */
final class LockyShedLock extends AbstractSimpleLock {

	private final Lease lease;

	private final long since = System.nanoTime();

	private final Duration atLeast;

	/**
	 * Create a lock.
	 * @param configuration what was asked for
	 * @param lease the lease
	 * @param atLeast how long from now it has to be held although it is unlocked, beside
	 * what the lease knows of that
	 */
	LockyShedLock(LockConfiguration configuration, Lease lease, Duration atLeast) {
		super(configuration);
		this.lease = lease;
		this.atLeast = atLeast;
	}

	// A lease is to be held from its beginning. What was extended is held too long rather
	// than too short
	@Override
	protected void doUnlock() {
		if (System.nanoTime() - this.since < this.atLeast.toNanos()) {
			this.lease.letRunOut();
		}
		else {
			this.lease.release();
		}
	}

	@Override
	protected Optional<SimpleLock> doExtend(LockConfiguration configuration) {
		return (this.lease.refresh(LockyLockProvider.ttl(configuration)))
				? Optional.of(new LockyShedLock(configuration, this.lease, configuration.getLockAtLeastFor()))
				: Optional.empty();
	}

}
