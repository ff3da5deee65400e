package io.github.locky.integration;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import io.github.locky.InternalOneLine;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.util.Assert;

/**
 * A lock that threads own. It only names what is locked; who holds it is known to the
 * registry.
 *
 * @param registry the registry
 * @param resource the resource
 */
record LockyLock(LockyLockRegistry registry, String resource) implements DistributedLock {

	private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

	@Override
	public void lock() {
		lockUninterruptibly(null);
	}

	@Override
	public void lock(Duration ttl) {
		Assert.notNull(ttl, "'ttl' must not be null");
		lockUninterruptibly(ttl);
	}

	private void lockUninterruptibly(@Nullable Duration ttl) {
		if (!lockUninterruptibly(FOREVER, ttl)) {
			throw lost();
		}
	}

	@Override
	public boolean tryLock() {
		return lockUninterruptibly(Duration.ZERO, null);
	}

	private boolean lockUninterruptibly(Duration wait, @Nullable Duration ttl) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return lockInterruptibly(wait, ttl);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		if (!lockInterruptibly(FOREVER, null)) {
			throw lost();
		}
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		return lockInterruptibly(Duration.ofNanos(Math.max(0, unit.toNanos(time))), null);
	}

	@Override
	public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
		Assert.notNull(waitTime, "'waitTime' must not be null");
		Assert.notNull(ttl, "'ttl' must not be null");
		return lockInterruptibly((waitTime.isNegative()) ? Duration.ZERO : waitTime, ttl);
	}

	private boolean lockInterruptibly(Duration wait, @Nullable Duration ttl) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		try {
			return this.registry.lock(this.resource, wait, ttl);
		}
		catch (CannotAcquireLockException ex) {
			if (Thread.interrupted()) {
				throw (InterruptedException) new InterruptedException().initCause(ex);
			}
			throw ex;
		}
	}

	@Override
	public void unlock() {
		if (!this.registry.unlock(this.resource)) {
			throw lost();
		}
	}

	private ConcurrentModificationException lost() {
		return new ConcurrentModificationException(InternalOneLine.of("'" + this.resource
				+ "' was lost while this thread held it: another may have worked on what it protects"));
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("Conditions are not supported");
	}

	@Override
	public String toString() {
		return InternalOneLine.of("LockyLock[" + this.resource + "]");
	}

}
