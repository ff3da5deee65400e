package io.github.locky;

import java.time.Instant;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.locky.redis.Acquisition;
import io.github.locky.redis.Holding;
import io.github.locky.redis.LockResult;
import io.github.locky.redis.LockState;
import io.github.locky.redis.RedisLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Locks in Redis. Safe for any number of threads.
 */
public class LockyTemplate implements LockyOperations {

	private final RedisLocks locks;

	/**
	 * Create a template.
	 * @param locks the locks in Redis
	 */
	public LockyTemplate(RedisLocks locks) {
		Assert.notNull(locks, "'locks' must not be null");
		this.locks = locks;
	}

	@Override
	public boolean lock(Object resource, Object locker) {
		return lock(LockRequest.of(resource, locker));
	}

	@Override
	public boolean lock(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		Acquisition acquisition = Acquisition.of(request.getResources(), request.getLocker(),
				request.getTtl(this.locks.getDefaultTtl()), request.isReentrant(), request.isForced());
		return this.locks.lock(acquisition) instanceof LockResult.Granted;
	}

	@Override
	public boolean refresh(Object resource) {
		return this.locks.refresh(Identifiers.resource(resource), Holding.byAnyone());
	}

	@Override
	public boolean refresh(Object resource, Object locker) {
		return this.locks.refresh(Identifiers.resource(resource), Holding.byLocker(Identifiers.locker(locker)));
	}

	@Override
	public boolean unlock(Object resource) {
		return this.locks.unlock(Identifiers.resource(resource), Holding.byAnyone());
	}

	@Override
	public boolean unlock(Object resource, Object locker) {
		return this.locks.unlock(Identifiers.resource(resource), Holding.byLocker(Identifiers.locker(locker)));
	}

	@Override
	public @Nullable String getLocker(Object resource) {
		LockState state = this.locks.read(Identifiers.resource(resource));
		return (state != null) ? state.locker() : null;
	}

	@Override
	public Optional<HeldLock> find(Object resource) {
		return Optional.ofNullable(this.locks.read(Identifiers.resource(resource))).map(this::toHeldLock);
	}

	@Override
	public Stream<HeldLock> findAll() {
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this.locks.held(), Spliterator.NONNULL), false)
			.map(this::toHeldLock);
	}

	private HeldLock toHeldLock(LockState state) {
		boolean ours = state.token() != 0;
		return new HeldLock(state.resource(), state.locker(), state.token(),
				(ours) ? Instant.ofEpochMilli(state.sinceMillis()) : null, state.remaining());
	}

}
