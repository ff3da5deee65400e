package io.github.locky;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.store.redis.RedisStoreSettings;

/**
 * An instance in a process of its own that has the same work to do in each slot as the
 * others, and whose clock is late.
 */
public final class SlotWorker {

	static final int SLOTS = 5;

	static final Duration PERIOD = Duration.ofMillis(250);

	static final Duration HOLD = Duration.ofMillis(150);

	private SlotWorker() {
	}

	/**
	 * Print {@code ready}, read when the first slot begins, and print for each slot: its
	 * number, the time before the lock was asked for and after, and whether it was had.
	 * @param args host and port of Redis, by how many milliseconds the clock is late
	 */
	public static void main(String[] args) throws IOException {
		try (LockyInstance instance = LockyInstance.start(args[0], Integer.parseInt(args[1]),
				RedisStoreSettings.defaults())) {
			instance.locky().acquire(LockRequest.of("warm-up:" + args[2]).holdAtLeast(HOLD)).close();
			System.out.println("ready");
			long begin = Long
				.parseLong(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine());
			for (int slot = 0; slot < SLOTS; slot++) {
				awaitTime(begin + slot * PERIOD.toMillis() + Long.parseLong(args[2]));
				long before = System.currentTimeMillis();
				Optional<Lease> lease = instance.locky()
					.tryAcquire(LockRequest.of("job").keepAlive().holdAtLeast(HOLD));
				long after = System.currentTimeMillis();
				lease.ifPresent(Lease::close);
				System.out.println(slot + " " + before + " " + after + " " + lease.isPresent());
			}
		}
	}

	private static void awaitTime(long millis) {
		while (System.currentTimeMillis() < millis) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis - System.currentTimeMillis()));
		}
	}

}
