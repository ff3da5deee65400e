package io.github.locky.migration;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;

/**
 * Edits what was locked by Redisson before.
 */
class Articles {

	private final LockyOperations locky;

	private final Redisson redisson;

	private final Runnable work;

	Articles(LockyOperations locky, Redisson redisson, Runnable work) {
		this.locky = locky;
		this.redisson = redisson;
		this.work = work;
	}

	void editUnderBoth() {
		// snippet: both
		Lock old = this.redisson.getLock("article:12"); // an RLock
		old.lock();
		try {
			LockRequest request = LockRequest.of("article:12").waitAtMost(Duration.ofSeconds(10));
			this.locky.executeWithoutResult(request, (lease) -> edit());
		}
		finally {
			old.unlock();
		}
		// end
	}

	void editUnderLocky() {
		// snippet: redisson
		LockRequest request = LockRequest.of("article:12").waitAtMost(Duration.ofSeconds(5));
		try (Lease lease = this.locky.tryAcquire(request).orElse(null)) {
			if (lease != null) {
				edit();
			}
		}
		// end
	}

	private void edit() {
		this.work.run();
	}

	/**
	 * What is needed of a {@code RedissonClient}.
	 */
	interface Redisson {

		Lock getLock(String name);

	}

}
