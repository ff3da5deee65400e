package io.github.locky;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
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
		Awaitility.await().until(() -> this.instance.waiting().getWaiters() == THREADS);
		assertThat(Thread.getAllStackTraces().size()).isLessThan(before + 100);
		first.release();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(served).hasSize(THREADS).doesNotHaveDuplicates();
		assertThat(this.instance.waiting().getWaiters()).isZero();
	}

	// This class is compiled for a Java that does not know them
	private static Thread startVirtualThread(Runnable task) throws ReflectiveOperationException {
		Method method = Thread.class.getMethod("startVirtualThread", Runnable.class);
		return (Thread) method.invoke(null, task);
	}

}
