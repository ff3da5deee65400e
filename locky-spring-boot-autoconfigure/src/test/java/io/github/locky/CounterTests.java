package io.github.locky;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A counter that only a lock protects.
 */
@RedisTest
class CounterTests {

	private static final int THREADS = 16;

	private static final int ROUNDS = 25;

	private volatile int counter;

	@Test
	void noIncrementIsLost(RedisServer redis) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try (LockyInstance a = LockyInstance.start(redis); LockyInstance b = LockyInstance.start(redis)) {
			List<Future<?>> threads = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				LockyOperations locky = ((i % 2 == 0) ? a : b).locky();
				String locker = "thread-" + i;
				threads.add(executor.submit(() -> incrementOften(locky, locker)));
			}
			for (Future<?> thread : threads) {
				thread.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.counter).isEqualTo(THREADS * ROUNDS);
	}

	private void incrementOften(LockyOperations locky, String locker) {
		for (int i = 0; i < ROUNDS; i++) {
			while (!locky.lock("counter", locker)) {
				Thread.onSpinWait();
			}
			int seen = this.counter;
			Thread.yield();
			this.counter = seen + 1;
			assertThat(locky.unlock("counter", locker)).isTrue();
		}
	}

}
