package io.github.locky;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who begins to wait while their instance is leaving the queue, because nobody waited any
 * more.
 */
@Timeout(60)
class AbandonedQueueTests {

	private final LockStore store = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);

	private final CountDownLatch leaving = new CountDownLatch(1);

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private LockEngine engine;

	private LockyOperations locky;

	@BeforeEach
	void start() {
		this.engine = new LockEngine(InterceptedStore.of(this::call),
				new EngineSettings(null, Duration.ofHours(1), EngineSettings.DEFAULT_DRAIN_TIMEOUT, null), null);
		this.engine.start();
		this.locky = new LockyTemplate(this.engine);
		this.locky.lock("article:1", "ada");
	}

	@AfterEach
	void stop() {
		this.leaving.countDown();
		this.engine.destroy();
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("leaveQueue") && arguments[1].equals("article:1")) {
			this.calls.add("leave");
			this.leaving.await();
		}
		if (method.getName().equals("knownPartitionsOf")) {
			return Set.of(arguments[0].hashCode());
		}
		try {
			return InterceptedStore.call(this.store, method, arguments);
		}
		finally {
			if (List.of("lock", "leaveQueue").contains(method.getName())) {
				this.calls.add(method.getName());
			}
		}
	}

	@Test
	void whoeverComesMeanwhileAsksAfterwardsAndKeepsTheirPlace() throws InterruptedException {
		leave();
		int before = this.calls.size();
		CompletableFuture<Lease> lease = new CompletableFuture<>();
		Thread waiting = new Thread(() -> lease.complete(this.locky.acquire(request("mary", Duration.ofMinutes(1)))));
		waiting.start();
		Awaitility.await().until(() -> this.calls.size() > before || waiting.getState() == Thread.State.WAITING);
		this.leaving.countDown();
		Awaitility.await().until(() -> this.calls.size() >= before + 2);
		List<String> calls = List.copyOf(this.calls);
		assertThat(calls.subList(before, calls.size())).startsWith("leaveQueue", "lock");
		this.locky.unlock("article:1", "ada");
		assertThat(lease.join().locker()).isEqualTo("mary");
		waiting.join();
	}

	@Test
	void interruptionEndsThatWait() throws InterruptedException {
		leave();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			try {
				this.locky.acquire(request("mary", Duration.ofMinutes(1)));
			}
			catch (RuntimeException ex) {
				interrupted.complete(Thread.currentThread().isInterrupted());
			}
		});
		waiting.start();
		Awaitility.await().until(() -> this.engine.getWaiting().getWaiters().getCount() == 1);
		waiting.interrupt();
		assertThat(interrupted.join()).isTrue();
		waiting.join();
	}

	@Test
	void queueOfAnotherPartitionIsLeftMeanwhile() {
		leave();
		this.locky.lock("article:2", "ada");
		assertThat(this.locky.tryAcquire(LockRequest.of("article:2", "grace").waitAtMost(Duration.ofMillis(1))))
			.isEmpty();
		Awaitility.await().until(() -> this.calls.contains("leaveQueue"));
	}

	private void leave() {
		assertThat(this.locky.tryAcquire(request("grace", Duration.ofMillis(1)))).isEmpty();
		Awaitility.await().until(() -> this.calls.contains("leave"));
	}

	private static LockRequest request(String locker, Duration waitAtMost) {
		return LockRequest.of("article:1", locker).waitAtMost(waitAtMost);
	}

}
