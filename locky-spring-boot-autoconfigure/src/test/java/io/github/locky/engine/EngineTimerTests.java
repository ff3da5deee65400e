package io.github.locky.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.locky.store.Ticker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineTimer}.
 */
@Timeout(60)
class EngineTimerTests {

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final AtomicInteger threads = new AtomicInteger();

	@Test
	void tellsInTheOrderOfTimeOfWhatWasNotRemoved() {
		EngineTimer<String> timer = timer(EngineTimerTests::thread);
		timer.add(in(200), "third");
		EngineTimer.Entry<String> second = timer.add(in(10_000), "second");
		timer.add(in(100), "first");
		timer.remove(second);
		awaitTold("first", "third");
	}

	@Test
	void goesOnAfterAFailure() {
		EngineTimer<String> timer = new EngineTimer<>(Ticker.SYSTEM, "timer", (due) -> {
			this.told.addAll(due);
			throw new AssertionError("Expected by the test");
		});
		timer.add(in(0), "first");
		awaitTold("first");
		timer.add(in(0), "second");
		awaitTold("first", "second");
	}

	@Test
	void waitsAlsoIfWhoWasToldLeavesItsThreadInterrupted() {
		AtomicReference<Thread> thread = new AtomicReference<>();
		EngineTimer<String> timer = new EngineTimer<>(Ticker.SYSTEM, "timer", (due) -> {
			this.told.addAll(due);
			thread.set(Thread.currentThread());
			Thread.currentThread().interrupt();
		});
		timer.add(in(100_000), "far away");
		timer.add(in(0), "first");
		awaitTold("first");
		Awaitility.await().until(() -> !thread.get().isInterrupted());
	}

	@Test
	void tellsAlsoIfThereWasNoThreadAtFirst() {
		EngineTimer<String> timer = timer((task) -> thread((this.threads.incrementAndGet() > 1) ? task : null));
		timer.add(in(0), "late");
		timer.add(in(0), "later");
		assertThat(this.threads).hasValue(1);
		awaitTold("late", "later");
		assertThat(this.threads).hasValue(2);
	}

	private void awaitTold(String... subjects) {
		Awaitility.await().untilAsserted(() -> assertThat(this.told).containsExactly(subjects));
	}

	private EngineTimer<String> timer(ThreadFactory factory) {
		return new EngineTimer<>(Ticker.SYSTEM, factory, this.told::addAll);
	}

	private static long in(long millis) {
		return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * Create a thread, or one that the machine has no memory for.
	 */
	private static Thread thread(Runnable task) {
		Thread thread = (task != null) ? new Thread(task) : new Thread() {

			@Override
			public synchronized void start() {
				throw new OutOfMemoryError("unable to create native thread, expected by the test");
			}

		};
		thread.setDaemon(true);
		return thread;
	}

}
