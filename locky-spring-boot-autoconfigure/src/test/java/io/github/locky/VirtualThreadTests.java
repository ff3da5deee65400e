package io.github.locky;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import jdk.jfr.Event;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waiting costs a virtual thread, and no other.
 */
@RedisTest
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(60)
class VirtualThreadTests {

	private static final int THREADS = 1000;

	private final RedisServer redis;

	private LockyInstance instance;

	VirtualThreadTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.instance = LockyInstance.start(this.redis);
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void thousandVirtualThreadsWaitForOneLock() throws ReflectiveOperationException, InterruptedException {
		Queue<String> served = new ConcurrentLinkedQueue<>();
		Lease first = this.instance.locky().acquire(LockRequest.of("article:1", "ada"));
		int before = Thread.getAllStackTraces().size();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			LockRequest request = LockRequest.of("article:1", i).waitAtMost(Duration.ofSeconds(50));
			threads.add(startVirtualThread(
					() -> this.instance.locky().executeWithoutResult(request, (lease) -> served.add(lease.locker()))));
		}
		Awaitility.await().until(() -> this.instance.waiting().getWaiters().getCount() == THREADS);
		assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 100);
		first.release();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(served).hasSize(THREADS).doesNotHaveDuplicates();
		assertThat(this.instance.waiting().getWaiters().getCount()).isZero();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_24)
	void contentionPinsNoVirtualThread() throws Exception {
		try (LockyInstance instance = LockyInstance.start(this.redis)) {
			contend(instance.locky());
			try (Recording recording = new Recording()) {
				recording.enable("jdk.VirtualThreadPinned").withoutThreshold();
				recording.enable(Marker.class);
				recording.start();
				contend(instance.locky());
				new Marker().commit();
				recording.stop();
				Path file = Files.createTempFile("locky", ".jfr");
				recording.dump(file);
				List<RecordedEvent> events = RecordingFile.readAllEvents(file);
				Files.delete(file);
				assertThat(events).extracting((event) -> event.getEventType().getName())
					.containsExactly(Marker.class.getName());
			}
		}
	}

	private static void contend(LockyOperations locky) throws ReflectiveOperationException, InterruptedException {
		Queue<String> served = new ConcurrentLinkedQueue<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			LockRequest request = LockRequest.of("article:" + i % 3, i).keepAlive().waitAtMost(Duration.ofSeconds(50));
			threads.add(startVirtualThread(
					() -> locky.executeWithoutResult(request, (lease) -> served.add(lease.locker()))));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(served).hasSize(200);
	}

	// This class is compiled for a Java that does not know them
	private static Thread startVirtualThread(Runnable task) throws ReflectiveOperationException {
		Method method = Thread.class.getMethod("startVirtualThread", Runnable.class);
		return (Thread) method.invoke(null, task);
	}

	/**
	 * Shows that something was recorded.
	 */
	static class Marker extends Event {

	}

}
