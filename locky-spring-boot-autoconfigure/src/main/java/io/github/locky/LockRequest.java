package io.github.locky;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

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

	private static final int MAX_RESOURCES = 200;

	private final List<String> resources;

	private final String locker;

	private final boolean forced;

	private final boolean reentrant;

	private final boolean defaultTtl;

	private final @Nullable Duration ttl;

	private LockRequest(List<String> resources, String locker, boolean forced, boolean reentrant, boolean defaultTtl,
			@Nullable Duration ttl) {
		this.resources = resources;
		this.locker = locker;
		this.forced = forced;
		this.reentrant = reentrant;
		this.defaultTtl = defaultTtl;
		this.ttl = ttl;
	}

	/**
	 * Request a resource for a locker.
	 * @param resource the resource
	 * @param locker who locks it
	 * @return the request
	 */
	public static LockRequest of(Object resource, Object locker) {
		return of(resource).locker(locker);
	}

	/**
	 * Request a resource for a locker that is generated: unique, and readable for whoever
	 * looks for the process behind it.
	 * @param resource the resource
	 * @return the request
	 */
	public static LockRequest of(Object resource) {
		return ofAll(List.of(Identifiers.resource(resource)));
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
		return new LockRequest(List.copyOf(distinct), GeneratedLocker.next(), false, false, true, null);
	}

	/**
	 * Lock for this locker.
	 * @param locker who locks
	 * @return the changed request
	 */
	public LockRequest locker(Object locker) {
		return new LockRequest(this.resources, Identifiers.locker(locker), this.forced, this.reentrant, this.defaultTtl,
				this.ttl);
	}

	/**
	 * Take the resource even if somebody else holds it, whose ownership ends with that.
	 * @return the changed request
	 */
	public LockRequest force() {
		return new LockRequest(this.resources, this.locker, true, this.reentrant, this.defaultTtl, this.ttl);
	}

	/**
	 * Succeed also if the same locker holds the resource already. Its ownership then goes
	 * on with the same fencing token, and its time to live is at most prolonged. This
	 * goes before {@link #force()}.
	 * @return the changed request
	 */
	public LockRequest reentrant() {
		return new LockRequest(this.resources, this.locker, this.forced, true, this.defaultTtl, this.ttl);
	}

	/**
	 * Let the lock expire after this time unless it is refreshed.
	 * @param ttl the time to live, 1 ms to 100 years; what is finer than a millisecond is
	 * cut off
	 * @return the changed request
	 */
	public LockRequest ttl(Duration ttl) {
		return new LockRequest(this.resources, this.locker, this.forced, this.reentrant, false, checkTtl(ttl, "ttl"));
	}

	/**
	 * Let the lock never expire, whatever the default is.
	 * @return the changed request
	 */
	public LockRequest noTtl() {
		return new LockRequest(this.resources, this.locker, this.forced, this.reentrant, false, null);
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
		return this.forced;
	}

	/**
	 * Return whether the same locker may come back.
	 * @return whether {@link #reentrant()} was called
	 */
	public boolean isReentrant() {
		return this.reentrant;
	}

	/**
	 * Return the time to live of this request.
	 * @param defaultTtl what to use when the request says nothing about it
	 * @return the time to live, or {@code null} if the lock is not to expire
	 */
	public @Nullable Duration getTtl(@Nullable Duration defaultTtl) {
		return (this.defaultTtl) ? defaultTtl : this.ttl;
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
	 * Names the process and adds what makes it unique.
	 */
	private static final class GeneratedLocker {

		private static final String PROCESS = hostName() + "-" + ProcessHandle.current().pid() + "-";

		static String next() {
			return PROCESS + UUID.randomUUID();
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
