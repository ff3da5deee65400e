package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;

import org.springframework.dao.DataAccessException;

/**
 * Lockers that lock, refresh and unlock the same few resources all the time, whatever
 * happens to Redis.
 */
final class Traffic implements AutoCloseable {

	private static final int RESOURCES = 8;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<Thread> lockers = new ArrayList<>();

	private final Map<String, String> owners = new ConcurrentHashMap<>();

	private final Set<String> unlocked = ConcurrentHashMap.newKeySet();

	private final List<String> overlaps = new CopyOnWriteArrayList<>();

	private final List<Throwable> accidents = new CopyOnWriteArrayList<>();

	private final AtomicInteger rounds = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile boolean running = true;

	private Traffic() {
	}

	/**
	 * Begin with two lockers in each instance and wait until they work.
	 * @param instances the instances
	 * @return the traffic, to be closed before the instances
	 */
	static Traffic on(LockyInstance... instances) {
		Traffic traffic = new Traffic();
		for (int i = 0; i < 2 * instances.length; i++) {
			LockyOperations locky = instances[i / 2].locky();
			String locker = "locker-" + i;
			Thread thread = new Thread(() -> traffic.work(locky, locker), locker);
			thread.setDaemon(true);
			thread.start();
			traffic.lockers.add(thread);
		}
		traffic.awaitProgress();
		return traffic;
	}

	private void work(LockyOperations locky, String locker) {
		Random random = new Random(locker.hashCode());
		try {
			while (this.running) {
				round(locky, locker, random);
				LockSupport.parkNanos(2_000_000);
			}
		}
		catch (RuntimeException | Error ex) {
			this.accidents.add(ex);
		}
	}

	private void round(LockyOperations locky, String locker, Random random) {
		int first = random.nextInt(RESOURCES - 1);
		List<String> resources = (random.nextInt(4) == 0) ? List.of("traffic:" + first, "traffic:" + (first + 1))
				: List.of("traffic:" + first);
		LockRequest request = LockRequest.ofAll(resources).locker(locker);
		try {
			if (!locky.lock((random.nextBoolean()) ? request.ttl(Duration.ofMinutes(1)) : request)) {
				return;
			}
		}
		catch (DataAccessException ex) {
			this.failures.incrementAndGet();
			return;
		}
		for (String resource : resources) {
			this.unlocked.remove(resource + " by " + locker);
			String other = this.owners.putIfAbsent(resource, locker);
			if (other != null) {
				this.overlaps.add(resource + " is locked by " + other + " and " + locker);
			}
		}
		LockSupport.parkNanos(1_000_000);
		for (String resource : resources) {
			this.owners.remove(resource, locker);
			unlock(locky, resource, locker);
		}
		this.rounds.incrementAndGet();
	}

	private void unlock(LockyOperations locky, String resource, String locker) {
		long start = System.nanoTime();
		while (true) {
			try {
				if (locky.unlock(resource, locker)) {
					this.unlocked.add(resource + " by " + locker);
				}
				return;
			}
			catch (DataAccessException ex) {
				this.failures.incrementAndGet();
				if (System.nanoTime() - start > PATIENCE.toNanos()) {
					throw ex;
				}
				LockSupport.parkNanos(10_000_000);
			}
		}
	}

	/**
	 * Wait until locks have been taken and released for a while.
	 */
	void awaitProgress() {
		int target = this.rounds.get() + 40;
		Awaitility.await("traffic")
			.atMost(PATIENCE)
			.failFast("A locker has given up", () -> !this.accidents.isEmpty())
			.until(() -> this.rounds.get() >= target);
	}

	int failures() {
		return this.failures.get();
	}

	/**
	 * Return what two lockers held at once: nothing, unless Redis has lost writes.
	 * @return the overlaps
	 */
	List<String> overlaps() {
		return this.overlaps;
	}

	/**
	 * Return whether a locker was told that it has unlocked a resource and has not locked
	 * it since.
	 * @param held a lock
	 * @return {@code true} if Redis must have lost this
	 */
	boolean hasUnlocked(HeldLock held) {
		return this.unlocked.contains(held.resource() + " by " + held.locker());
	}

	List<Throwable> accidents() {
		return this.accidents;
	}

	/**
	 * Stop when everybody has unlocked what they had locked.
	 */
	@Override
	public void close() {
		this.running = false;
		for (Thread locker : this.lockers) {
			try {
				locker.join(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

}
