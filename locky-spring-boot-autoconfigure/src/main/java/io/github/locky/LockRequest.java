package io.github.locky;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What to lock, for whom and how. Immutable: each method returns a changed copy.
 */
public final class LockRequest {

	/**
	 * The longest time to live, a hundred years.
	 */
	public static final Duration MAX_TTL = Duration.ofDays(36525);

	static final Duration KEEP_ALIVE_TTL = Duration.ofSeconds(30);

	private static final int MAX_RESOURCES = 200;

	private final List<String> resources;

	private final String locker;

	private final Options options;

	private LockRequest(List<String> resources, String locker, Options options) {
		this.resources = resources;
		this.locker = locker;
		this.options = options;
	}

	/**
	 * Request a resource for a locker.
	 * @param resource the resource
	 * @param locker who locks it
	 * @return the request
	 */
	public static LockRequest of(Object resource, Object locker) {
		return new LockRequest(List.of(Identifiers.resource(resource)), Identifiers.locker(locker), Options.DEFAULT);
	}

	/**
	 * Request a resource for a locker that is generated: unique, and readable for whoever
	 * looks for the process behind it.
	 * @param resource the resource
	 * @return the request
	 */
	public static LockRequest of(Object resource) {
		return new LockRequest(List.of(Identifiers.resource(resource)), GeneratedLocker.next(), Options.DEFAULT);
	}

	/**
	 * Request several resources, all of them or none, for a generated locker.
	 * @param resources the resources; the same one twice counts once
	 * @return the request
	 */
	public static LockRequest ofAll(Collection<?> resources) {
		Assert.notEmpty(resources, "'resources' must not be empty");
		Set<String> distinct = new LinkedHashSet<>();
		resources.forEach((resource) -> distinct.add(Identifiers.resource(resource)));
		Assert.isTrue(distinct.size() <= MAX_RESOURCES,
				() -> "'resources' must not be more than " + MAX_RESOURCES + ", but are " + distinct.size());
		return new LockRequest(List.copyOf(distinct), GeneratedLocker.next(), Options.DEFAULT);
	}

	/**
	 * Lock for this locker.
	 * @param locker who locks
	 * @return the changed request
	 */
	public LockRequest locker(Object locker) {
		return new LockRequest(this.resources, Identifiers.locker(locker), this.options);
	}

	/**
	 * Take the resource even if somebody else holds it, whose ownership ends with that.
	 * Several resources in different partitions of a cluster are taken one partition
	 * after the other: if one of them fails in the middle of it, those who held what was
	 * taken before have lost it all the same, and nobody has it.
	 * @return the changed request
	 */
	public LockRequest force() {
		return with(this.options.withForced());
	}

	/**
	 * Succeed also if the same locker holds the resource already. Its ownership then goes
	 * on with the same fencing token, and its time to live is at most prolonged. This
	 * goes before {@link #force()}.
	 * @return the changed request
	 */
	public LockRequest reentrant() {
		return with(this.options.withReentrant());
	}

	/**
	 * Let the lock expire after this time unless it is refreshed.
	 * @param ttl the time to live, 1 ms to 100 years; what is finer than a millisecond is
	 * cut off
	 * @return the changed request
	 */
	public LockRequest ttl(Duration ttl) {
		return with(this.options.withTtl(checkTtl(ttl, "ttl")));
	}

	/**
	 * Let the lock never expire, whatever the default is.
	 * @return the changed request
	 */
	public LockRequest noTtl() {
		return with(this.options.withTtl(null));
	}

	/**
	 * Wait for resources that are held, and fail after this time.
	 * @param waitAtMost how long to wait at most; zero not to wait
	 * @return the changed request
	 */
	public LockRequest waitAtMost(Duration waitAtMost) {
		Assert.notNull(waitAtMost, "'waitAtMost' must not be null");
		Assert.isTrue(!waitAtMost.isNegative(), () -> "'waitAtMost' must not be negative, but is " + waitAtMost);
		return with(this.options.withWaitAtMost(waitAtMost));
	}

	/**
	 * Renew the lease until it is released, at a third of its time to live, which is 30
	 * seconds ({@code locky.lease.ttl}) unless this request says otherwise. Only leases
	 * are renewed, and all that have no time to live of their own:
	 * {@link LockyOperations#lock} takes no notice of it.
	 * @return the changed request
	 */
	public LockRequest keepAlive() {
		return with(this.options.withKeepAlive(null));
	}

	/**
	 * Renew the lease as {@link #keepAlive()} does, but not longer than this, in case its
	 * holder never comes to release it. A longer time to live is cut to this. A call may
	 * let it last longer, once and not by renewal: {@link Lease#refresh(Duration)}, or
	 * coming back ({@link #reentrant()}) with a longer time to live.
	 * @param atMost how long the lease may last, from its beginning, unless it is
	 * prolonged by a call
	 * @return the changed request
	 */
	public LockRequest keepAliveAtMost(Duration atMost) {
		return with(this.options.withKeepAlive(checkTtl(atMost, "atMost")));
	}

	/**
	 * Let the resource stay locked for at least this time after it was locked, also if a
	 * lease is released before: for work that is to be done once, by whichever instance
	 * comes first, although others come later by their clocks. A lease that was released
	 * is over all the same; the lock expires at the end of this time, by the clock of
	 * Redis, unless somebody unlocks it, and until then not even the same locker has it
	 * again. Its time to live is no shorter than this, so that it outlasts a crash. Only
	 * leases are held so: {@link LockyOperations#unlock(Object, Object)} frees the
	 * resource.
	 * @param holdAtLeast the time, 1 ms to 100 years; what is finer than a millisecond is
	 * cut off
	 * @return the changed request
	 */
	public LockRequest holdAtLeast(Duration holdAtLeast) {
		return with(this.options.withHoldAtLeast(checkTtl(holdAtLeast, "holdAtLeast")));
	}

	/**
	 * Say of a lease what this request leaves open: who asks for one is there to renew
	 * it, and to let it go soon if they are not.
	 * @param ttl the time to live of a lease that is renewed
	 * @return a request that leaves nothing open
	 */
	LockRequest forLease(Duration ttl) {
		return (this.options.defaultTtl()) ? with(this.options.withTtl(ttl).withKeepAlive(getKeepAliveAtMost())) : this;
	}

	private LockRequest with(Options options) {
		return new LockRequest(this.resources, this.locker, options);
	}

	/**
	 * Return what to lock.
	 * @return the distinct resources, in the order given
	 */
	public List<String> getResources() {
		return this.resources;
	}

	/**
	 * Return who locks.
	 * @return the locker
	 */
	public String getLocker() {
		return this.locker;
	}

	/**
	 * Return whether to take the resource from whoever holds it.
	 * @return whether {@link #force()} was called
	 */
	public boolean isForced() {
		return this.options.forced();
	}

	/**
	 * Return whether the same locker may come back.
	 * @return whether {@link #reentrant()} was called
	 */
	public boolean isReentrant() {
		return this.options.reentrant();
	}

	/**
	 * Return the time to live of this request.
	 * @param defaultTtl what to use when the request says nothing about it
	 * @return the time to live, or {@code null} if the lock is not to expire
	 */
	public @Nullable Duration getTtl(@Nullable Duration defaultTtl) {
		Duration ttl = (this.options.defaultTtl()) ? defaultTtl : this.options.ttl();
		if (ttl == null && this.options.keptAlive()) {
			ttl = KEEP_ALIVE_TTL;
		}
		Duration atMost = this.options.keepAliveAtMost();
		return (ttl != null && atMost != null && ttl.compareTo(atMost) > 0) ? atMost : ttl;
	}

	/**
	 * Return how long the lock lives unless it is renewed: its time to live, or for as
	 * long as it is to be held if that is longer.
	 * @param defaultTtl what to use when the request says nothing about it
	 * @return the time, or {@code null} if the lock is not to expire
	 */
	public @Nullable Duration getTtlToLock(@Nullable Duration defaultTtl) {
		Duration ttl = getTtl(defaultTtl);
		Duration hold = this.options.holdAtLeast();
		return (ttl != null && hold != null && hold.compareTo(ttl) > 0) ? hold : ttl;
	}

	/**
	 * Return how long to wait for resources that are held.
	 * @return the time, not negative
	 */
	public Duration getWaitAtMost() {
		return this.options.waitAtMost();
	}

	/**
	 * Return whether to renew a lease until it is released.
	 * @return whether {@link #keepAlive()} or {@link #keepAliveAtMost(Duration)} was
	 * called
	 */
	public boolean isKeptAlive() {
		return this.options.keptAlive();
	}

	/**
	 * Return for how long to renew a lease at most.
	 * @return the time from its beginning, or {@code null} if there is no limit
	 */
	public @Nullable Duration getKeepAliveAtMost() {
		return this.options.keepAliveAtMost();
	}

	/**
	 * Return how long the resource is to stay locked although a lease is released.
	 * @return the time from its beginning, or {@code null} if it is free then
	 */
	public @Nullable Duration getHoldAtLeast() {
		return this.options.holdAtLeast();
	}

	static Duration checkTtl(Duration ttl, String argument) {
		Assert.notNull(ttl, () -> "'" + argument + "' must not be null");
		Assert.isTrue(ttl.compareTo(Duration.ofMillis(1)) >= 0 && ttl.compareTo(MAX_TTL) <= 0,
				() -> "'" + argument + "' must be at least 1 ms and at most 100 years, but is " + ttl);
		return ttl;
	}

	@Override
	public String toString() {
		return "LockRequest[resources=" + this.resources + ", locker=" + this.locker + "]";
	}

	/**
	 * How to lock.
	 */
	private record Options(boolean forced, boolean reentrant, boolean defaultTtl, @Nullable Duration ttl,
			Duration waitAtMost, boolean keptAlive, @Nullable Duration keepAliveAtMost,
			@Nullable Duration holdAtLeast) {

		static final Options DEFAULT = new Options(false, false, true, null, Duration.ZERO, false, null, null);

		Options withForced() {
			return new Options(true, this.reentrant, this.defaultTtl, this.ttl, this.waitAtMost, this.keptAlive,
					this.keepAliveAtMost, this.holdAtLeast);
		}

		Options withReentrant() {
			return new Options(this.forced, true, this.defaultTtl, this.ttl, this.waitAtMost, this.keptAlive,
					this.keepAliveAtMost, this.holdAtLeast);
		}

		Options withTtl(@Nullable Duration ttl) {
			return new Options(this.forced, this.reentrant, false, ttl, this.waitAtMost, this.keptAlive,
					this.keepAliveAtMost, this.holdAtLeast);
		}

		Options withWaitAtMost(Duration waitAtMost) {
			return new Options(this.forced, this.reentrant, this.defaultTtl, this.ttl, waitAtMost, this.keptAlive,
					this.keepAliveAtMost, this.holdAtLeast);
		}

		Options withKeepAlive(@Nullable Duration atMost) {
			return new Options(this.forced, this.reentrant, this.defaultTtl, this.ttl, this.waitAtMost, true, atMost,
					this.holdAtLeast);
		}

		Options withHoldAtLeast(Duration holdAtLeast) {
			return new Options(this.forced, this.reentrant, this.defaultTtl, this.ttl, this.waitAtMost, this.keptAlive,
					this.keepAliveAtMost, holdAtLeast);
		}

	}

	/**
	 * Names the process and adds what makes it unique.
	 */
	private static final class GeneratedLocker {

		private static final String PROCESS = hostName() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID()
				+ "-";

		private static final AtomicLong COUNT = new AtomicLong();

		// Randomness may block, and this runs on event loops, too
		static String next() {
			return PROCESS + COUNT.incrementAndGet();
		}

		private static String hostName() {
			try {
				return java.net.InetAddress.getLocalHost().getHostName();
			}
			catch (java.net.UnknownHostException ex) {
				return "unknown-host";
			}
		}

	}

}
