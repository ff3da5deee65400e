package io.github.locky.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SerialExecutor}.
 */
@Timeout(60)
class SerialExecutorTests {

	private final List<String> done = Collections.synchronizedList(new ArrayList<>());

	@Test
	void runsTasksOfOneKeyInOrderAlsoIfThereWasNoThreadAtFirst() {
		AtomicInteger threads = new AtomicInteger();
		try (SerialExecutor executor = new SerialExecutor((task) -> new Thread(task) {

			@Override
			public void start() {
				if (threads.incrementAndGet() == 1) {
					throw new OutOfMemoryError("unable to create native thread, expected by the test");
				}
				super.start();
			}

		})) {
			executor.execute("key", () -> this.done.add("first"));
			executor.execute("key", () -> this.done.add("second"));
			Awaitility.await().untilAsserted(() -> assertThat(this.done).containsExactly("first", "second"));
		}
	}

	@Test
	void goesOnAfterAFailure() {
		try (SerialExecutor executor = new SerialExecutor("serial-")) {
			executor.execute("key", () -> {
				throw new AssertionError("Expected by the test");
			});
			executor.execute("key", () -> this.done.add("second"));
			Awaitility.await().untilAsserted(() -> assertThat(this.done).containsExactly("second"));
		}
	}

	@Test
	void doesNotInterruptTheNextTaskBecauseOneLeftItsThreadInterrupted() {
		try (SerialExecutor executor = new SerialExecutor("serial-")) {
			CountDownLatch queued = new CountDownLatch(1);
			executor.execute("key", () -> {
				await(queued);
				Thread.currentThread().interrupt();
			});
			executor.execute("key", () -> this.done.add("interrupted: " + Thread.currentThread().isInterrupted()));
			queued.countDown();
			Awaitility.await().untilAsserted(() -> assertThat(this.done).containsExactly("interrupted: false"));
		}
	}

	@Test
	void goesOnAfterAFailureThatIsNotDeclared() {
		try (SerialExecutor executor = new SerialExecutor("serial-")) {
			executor.execute("key", () -> throwAny(new IOException("Expected by the test")));
			executor.execute("key", () -> this.done.add("second"));
			Awaitility.await().untilAsserted(() -> assertThat(this.done).containsExactly("second"));
		}
	}

	// As code in other languages than Java does
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void throwAny(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void hasNoMoreThreadsThanItMay() {
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Void> third = new CompletableFuture<>();
		try (SerialExecutor executor = new SerialExecutor("serial-", 2)) {
			for (int i = 0; i < 2; i++) {
				String name = "task " + i;
				executor.execute(name, () -> {
					this.done.add(name);
					await(end);
				});
			}
			executor.execute("third", () -> third.complete(null));
			Awaitility.await().until(() -> this.done.size() == 2);
			assertThat(third).isNotDone();
			end.countDown();
			third.join();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
