package io.github.locky.shedlock;

import java.time.Duration;
import java.util.Optional;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

import org.springframework.util.Assert;

/**
 * The locks of Locky as ShedLock knows locks. The name of a lock is its resource, the
 * locker is generated. A lock lives for {@code lockAtMostFor} and is not renewed; who
 * unlocks it before {@code lockAtLeastFor} leaves it until then, by the clock of Redis.
 */
public final class LockyLockProvider implements ExtensibleLockProvider {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final LockyOperations operations;

	/**
	 * Create a provider.
	 * @param operations takes the locks
	 */
	public LockyLockProvider(LockyOperations operations) {
		Assert.notNull(operations, "'operations' must not be null");
		this.operations = operations;
	}

	@Override
	public Optional<SimpleLock> lock(LockConfiguration configuration) {
		LockRequest request = LockRequest.of(configuration.getName()).ttl(ttl(configuration));
		Duration atLeast = configuration.getLockAtLeastFor();
		return this.operations.tryAcquire((atLeast.compareTo(SHORTEST) >= 0) ? request.holdAtLeast(atLeast) : request)
			.map((lease) -> new LockyShedLock(configuration, lease, Duration.ZERO));
	}

	static Duration ttl(LockConfiguration configuration) {
		Duration atMost = configuration.getLockAtMostFor();
		return (atMost.compareTo(SHORTEST) >= 0) ? atMost : SHORTEST;
	}

}
