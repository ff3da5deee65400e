package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.locky.engine.HeldFilter;
import io.github.locky.engine.HeldLocks;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.Refreshes;
import io.github.locky.engine.Releases;
import io.github.locky.engine.lease.Leases;
import io.github.locky.engine.waiting.HandOver;
import io.github.locky.engine.waiting.WaitingLocks;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLine;
import io.github.locky.store.Ownership;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Locks in Redis. Safe for any number of threads.
 */
public class LockyTemplate implements LockyOperations {

	private static final int MAX_MESSAGE_LENGTH = 1000;

	private final Ticker ticker;

	private final HeldLocks heldLocks;

	private final Releases releases;

	private final Refreshes refreshes;

	private final WaitingLocks waiting;

	private final HandOver handOver;

	private final Leases leases;

	final InternalDeferredLocks deferredLocks;

	private LockyObservations observations = LockyObservations.NOOP;

	private Duration leaseTtl = LockRequest.KEEP_ALIVE_TTL;

	/**
	 * Create a template.
	 * @param engine the engine, which need not be started yet
	 */
	public LockyTemplate(LockEngine engine) {
		Assert.notNull(engine, "'engine' must not be null");
		this.ticker = engine.getStore().ticker();
		this.heldLocks = engine.getHeldLocks();
		this.releases = engine.getReleases();
		this.refreshes = engine.getRefreshes();
		this.waiting = engine.getWaiting();
		this.handOver = this.waiting.getHandOver();
		this.leases = engine.getLeases();
		this.deferredLocks = new InternalDeferredLocks(this.waiting, this.releases, this.leases.getUpdates());
	}

	/**
	 * Set what observes calls to refresh and unlock.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		Assert.notNull(observations, "'observations' must not be null");
		this.observations = observations;
	}

	/**
	 * Set the time to live of leases whose request says nothing of it, and which are
	 * therefore renewed until they are released.
	 * @param leaseTtl the time to live, 30 seconds unless set
	 */
	public void setLeaseTtl(Duration leaseTtl) {
		this.leaseTtl = LockRequest.checkTtl(leaseTtl, "leaseTtl");
	}

	@Override
	public boolean lock(Object resource, Object locker) {
		return lock(LockRequest.of(resource, locker));
	}

	@Override
	public boolean lock(LockRequest request) {
		return take(request, false) instanceof LockResult.Granted;
	}

	@Override
	public LockAttempt attempt(LockRequest request) {
		checkOneResource(request);
		return attempt(request, take(request, false));
	}

	static void checkOneResource(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		Assert.isTrue(request.getResources().size() == 1,
				() -> OneLine.of("'request' must be for one resource, but is for " + request.getResources()));
	}

	static LockAttempt attempt(LockRequest request, LockResult result) {
		if (result instanceof LockResult.Refused refused) {
			return new LockAttempt(false, refused.held());
		}
		LockResult.Granted granted = (LockResult.Granted) result;
		return new LockAttempt(true, granted.grants().get(0).held(request.getLocker(), granted.acquisition()));
	}

	private LockResult take(LockRequest request, boolean leased) {
		Assert.notNull(request, "'request' must not be null");
		return taken(this.waiting.lock(request, leased));
	}

	private LockResult taken(LockResult result) {
		if (result instanceof LockResult.Granted granted) {
			this.leases.getUpdates().onLocked(granted);
		}
		return result;
	}

	@Override
	public Optional<Lease> tryAcquire(LockRequest request) {
		LockRequest whole = forLease(request);
		LockResult result = take(whole, true);
		return (result instanceof LockResult.Granted granted) ? Optional.of(lease(whole, granted)) : Optional.empty();
	}

	@Override
	public Lease acquire(LockRequest request) {
		return acquireLease(request);
	}

	private OwnedLeaseAdapter acquireLease(LockRequest request) {
		LockRequest whole = forLease(request);
		return lease(whole, take(whole, true));
	}

	private LockRequest forLease(LockRequest request) {
		Assert.notNull(request, "'request' must not be null");
		return request.forLease(this.leaseTtl);
	}

	private OwnedLeaseAdapter lease(LockRequest request, LockResult result) {
		if (result instanceof LockResult.Refused refused) {
			throw new LockNotAcquiredException(refused.resource(), refused.holder(), refused.remaining());
		}
		return lease(request, (LockResult.Granted) result);
	}

	private OwnedLeaseAdapter lease(LockRequest request, LockResult.Granted granted) {
		return new OwnedLeaseAdapter(this.leases.begin(request, granted));
	}

	@Override
	public CompletableFuture<Lease> acquireAsync(LockRequest request) {
		LockRequest whole = forLease(request);
		return LockFutures.map(this.waiting.lockLater(whole, true), (result) -> lease(whole, taken(result)),
				Lease::close);
	}

	@Override
	public Optional<Lease> resume(Object resource, Object locker) {
		String expected = Identifiers.locker(locker);
		return resume(resource, (held) -> held.fencingToken() != 0 && held.locker().equals(expected));
	}

	@Override
	public Optional<Lease> resume(Object resource, Object locker, long fencingToken) {
		checkToken(fencingToken);
		String expected = Identifiers.locker(locker);
		return resume(resource, (held) -> held.fencingToken() == fencingToken && held.locker().equals(expected));
	}

	private static void checkToken(long fencingToken) {
		Assert.isTrue(fencingToken > 0, () -> "'fencingToken' must be positive, but is " + fencingToken);
	}

	private Optional<Lease> resume(Object resource, Predicate<HeldLock> meant) {
		long asked = this.ticker.nanoTime();
		return Optional.ofNullable(this.heldLocks.read(Identifiers.resource(resource)))
			.filter((held) -> !held.released() && meant.test(held))
			.map((held) -> new OwnedLeaseAdapter(this.leases.resume(held, asked)));
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LeaseCallback<T, E> action)
			throws E {
		Assert.notNull(action, "'action' must not be null");
		OwnedLeaseAdapter lease = acquireLease(request);
		T result;
		lease.beginCall();
		try {
			result = action.doWithLease(lease);
		}
		catch (Throwable ex) {
			releaseAfterFailure(lease, ex);
			lease.endCall();
			throw ex;
		}
		if (!lease.releaseAfterCall()) {
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
		return refresh(new LockTarget(Identifiers.resource(resource), Ownership.byAnyone()), null);
	}

	@Override
	public boolean refresh(Object resource, Object locker) {
		String name = Identifiers.locker(locker);
		return refresh(new LockTarget(Identifiers.resource(resource), Ownership.byLocker(name)), name);
	}

	@Override
	public boolean refresh(Object resource, Object locker, long fencingToken) {
		LockTarget target = target(resource, locker, fencingToken);
		return refresh(target, target.ownership().value());
	}

	private static LockTarget target(Object resource, Object locker, long fencingToken) {
		checkToken(fencingToken);
		return new LockTarget(Identifiers.resource(resource),
				Ownership.byLockerAndToken(Identifiers.locker(locker), fencingToken));
	}

	private boolean refresh(LockTarget target, @Nullable String locker) {
		boolean refreshed = this.observations.observe(LockyObservationDocumentation.REFRESH, List.of(target.resource()),
				locker, () -> this.refreshes.refresh(target),
				(held) -> (held) ? LockyOutcome.REFRESHED : LockyOutcome.NOT_HELD);
		if (refreshed) {
			this.leases.getUpdates().onRefreshed(target.resource());
		}
		return refreshed;
	}

	@Override
	public boolean unlock(Object resource) {
		String name = Identifiers.resource(resource);
		return observeUnlock(name, null, () -> this.releases.unlock(name));
	}

	@Override
	public boolean unlock(Object resource, Object locker) {
		String name = Identifiers.resource(resource);
		String holder = Identifiers.locker(locker);
		return observeUnlock(name, holder,
				() -> this.handOver.unlock(new LockTarget(name, Ownership.byLocker(holder))));
	}

	@Override
	public boolean unlock(Object resource, Object locker, long fencingToken) {
		LockTarget target = target(resource, locker, fencingToken);
		return observeUnlock(target.resource(), target.ownership().value(), () -> this.handOver.unlock(target));
	}

	private boolean observeUnlock(String resource, @Nullable String locker, Supplier<Boolean> unlock) {
		return this.observations.observe(LockyObservationDocumentation.UNLOCK, List.of(resource), locker, unlock,
				(held) -> (held) ? LockyOutcome.RELEASED : LockyOutcome.NOT_HELD);
	}

	@Override
	public boolean requestRelease(Object resource, Object locker, String message) {
		Assert.notNull(message, "'message' must not be null");
		Assert.isTrue(message.length() <= MAX_MESSAGE_LENGTH, () -> "'message' must not be longer than "
				+ MAX_MESSAGE_LENGTH + " characters, but has " + message.length());
		return this.releases.request(Identifiers.resource(resource), Identifiers.locker(locker), message);
	}

	@Override
	public @Nullable String getLocker(Object resource) {
		HeldLock held = this.heldLocks.read(Identifiers.resource(resource));
		return (held != null) ? held.locker() : null;
	}

	@Override
	public Optional<HeldLock> find(Object resource) {
		return Optional.ofNullable(this.heldLocks.read(Identifiers.resource(resource)));
	}

	@Override
	public Stream<HeldLock> findAll() {
		return this.heldLocks.stream(HeldFilter.ALL);
	}

	@Override
	public Stream<HeldLock> findByLocker(Object locker) {
		return this.heldLocks.stream(new HeldFilter((resource) -> true, Identifiers.locker(locker)));
	}

	@Override
	public long unlockAll(Object locker) {
		return this.releases.unlockAll(Identifiers.locker(locker));
	}

}
