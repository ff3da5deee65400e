package io.github.locky;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.locky.lease.Leases;
import io.github.locky.lease.LockWaiting;
import io.github.locky.lease.OwnedLease;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.redis.Acquisition;
import io.github.locky.redis.Holding;
import io.github.locky.redis.LockResult;
import io.github.locky.redis.LockState;
import io.github.locky.redis.RedisLocks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Locks in Redis. Safe for any number of threads.
 */
public class LockyTemplate implements LockyOperations {

	private static final Log logger = LogFactory.getLog(LockyTemplate.class);

	private final RedisLocks locks;

	private final LockWaiting waiting;

	private final Leases leases;

	private LockyObservations observations = LockyObservations.NOOP;

	/**
	 * Create a template.
	 * @param locks the locks in Redis
	 * @param waiting how to wait for them
	 * @param leases the leases of this instance
	 */
	public LockyTemplate(RedisLocks locks, LockWaiting waiting, Leases leases) {
		Assert.notNull(locks, "'locks' must not be null");
		Assert.notNull(waiting, "'waiting' must not be null");
		Assert.notNull(leases, "'leases' must not be null");
		this.locks = locks;
		this.waiting = waiting;
		this.leases = leases;
	}

	/**
	 * Set what observes calls to refresh and unlock.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		Assert.notNull(observations, "'observations' must not be null");
		this.observations = observations;
	}

	@Override
	public boolean lock(Object resource, Object locker) {
		return lock(LockRequest.of(resource, locker));
	}

	@Override
	public boolean lock(LockRequest request) {
		return take(request) instanceof LockResult.Granted;
	}

	private LockResult take(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		return this.waiting.lock(Acquisition.of(request.getResources(), request.getLocker(), ttl(request),
				request.isReentrant(), request.isForced()), request.getWaitAtMost());
	}

	private @Nullable Duration ttl(LockRequest request) {
		return request.getTtl(this.locks.getDefaultTtl());
	}

	@Override
	public Optional<Lease> tryAcquire(LockRequest request) {
		LockResult result = take(request);
		return (result instanceof LockResult.Granted granted) ? Optional.of(lease(request, granted)) : Optional.empty();
	}

	@Override
	public Lease acquire(LockRequest request) {
		return acquireLease(request);
	}

	private RedisLease acquireLease(LockRequest request) {
		LockResult result = take(request);
		if (result instanceof LockResult.Refused refused) {
			throw new LockNotAcquiredException(refused.resource(), refused.holder(), refused.remaining());
		}
		return lease(request, (LockResult.Granted) result);
	}

	private RedisLease lease(LockRequest request, LockResult.Granted granted) {
		Map<String, Long> tokens = new LinkedHashMap<>();
		request.getResources().forEach((resource) -> tokens.put(resource, 0L));
		granted.grants().forEach((grant) -> tokens.put(grant.resource(), grant.token()));
		List<String> kept = granted.grants()
			.stream()
			.filter(LockResult.Grant::kept)
			.map(LockResult.Grant::resource)
			.toList();
		return new RedisLease(this.leases.begin(
				new OwnedLease.Terms(request.getLocker(), tokens, kept, ttl(request), request.getKeepAlive()),
				granted.asked(), granted.remaining(), true));
	}

	@Override
	public Optional<Lease> resume(Object resource, Object locker) {
		String expected = Identifiers.locker(locker);
		return resume(resource, (state) -> state.token() != 0 && state.locker().equals(expected));
	}

	@Override
	public Optional<Lease> resume(Object resource, Object locker, long fencingToken) {
		Assert.isTrue(fencingToken > 0, () -> "'fencingToken' must be positive, but is " + fencingToken);
		String expected = Identifiers.locker(locker);
		return resume(resource, (state) -> state.token() == fencingToken && state.locker().equals(expected));
	}

	private Optional<Lease> resume(Object resource, Predicate<LockState> meant) {
		long asked = System.nanoTime();
		return Optional.ofNullable(this.locks.read(Identifiers.resource(resource)))
			.filter(meant)
			.map((state) -> this.leases.resume(new OwnedLease.Terms(state.locker(),
					Map.of(state.resource(), state.token()), List.of(), null, null), asked, state.remaining()))
			.map(RedisLease::new);
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LeaseCallback<T, E> action)
			throws E {
		Assert.notNull(action, "'action' must not be null");
		RedisLease lease = acquireLease(request);
		T result;
		try {
			result = action.doWithLease(lease);
		}
		catch (Throwable ex) {
			releaseAfterFailure(lease, ex);
			throw ex;
		}
		if (!releaseAfterSuccess(lease)) {
			throw new LeaseLostException(lease, result);
		}
		return result;
	}

	private static void releaseAfterFailure(Lease lease, Throwable failure) {
		try {
			lease.close();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	// The work may have released the lease itself. That Redis fails now does not make the
	// work undone; the release is tried again
	private static boolean releaseAfterSuccess(RedisLease lease) {
		if (lease.isReleased()) {
			return true;
		}
		boolean valid = lease.isValid();
		try {
			return lease.release();
		}
		catch (RuntimeException ex) {
			logger.warn("Not released yet, will be tried again: " + lease, ex);
			return valid;
		}
	}

	@Override
	public <E extends Throwable> void executeWithoutResult(LockRequest request, LeaseAction<E> action) throws E {
		Assert.notNull(action, "'action' must not be null");
		this.<@Nullable Object, E>execute(request, (lease) -> {
			action.doWithLease(lease);
			return null;
		});
	}

	@Override
	public boolean refresh(Object resource) {
		return refresh(Identifiers.resource(resource), null, Holding.byAnyone());
	}

	@Override
	public boolean refresh(Object resource, Object locker) {
		String name = Identifiers.locker(locker);
		return refresh(Identifiers.resource(resource), name, Holding.byLocker(name));
	}

	private boolean refresh(String resource, @Nullable String locker, Holding holding) {
		return (this.observations.isNoop()) ? this.locks.refresh(resource, holding)
				: this.observations.observe(LockyObservationDocumentation.REFRESH, List.of(resource), locker,
						() -> this.locks.refresh(resource, holding),
						(held) -> (held) ? LockyOutcome.REFRESHED : LockyOutcome.NOT_HELD);
	}

	@Override
	public boolean unlock(Object resource) {
		String name = Identifiers.resource(resource);
		return observeUnlock(name, null, () -> this.locks.unlock(name));
	}

	@Override
	public boolean unlock(Object resource, Object locker) {
		String name = Identifiers.resource(resource);
		String holder = Identifiers.locker(locker);
		return observeUnlock(name, holder, () -> this.waiting.unlock(name, Holding.byLocker(holder)));
	}

	private boolean observeUnlock(String resource, @Nullable String locker, Supplier<Boolean> unlock) {
		return (this.observations.isNoop()) ? unlock.get()
				: this.observations.observe(LockyObservationDocumentation.UNLOCK, List.of(resource), locker, unlock,
						(held) -> (held) ? LockyOutcome.RELEASED : LockyOutcome.NOT_HELD);
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
