package io.github.locky;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.StoreListener;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to a lock between the answer of the store and the beginning of its lease.
 */
@Timeout(60)
class LeaseBeginTests {

	// Long before the lease looks by itself, which it does each 30 s
	private static final Duration SOON = Duration.ofSeconds(15);

	private final MemoryDatabase database = new MemoryDatabase();

	private final LockStore store = store();

	private final LockEngine engine = engine(InterceptedStore.of(this::call));

	private final LockEngine other = engine(store());

	private final CountDownLatch subscribed = new CountDownLatch(1);

	private final CountDownLatch told = new CountDownLatch(1);

	private volatile Runnable afterwards = () -> {
	};

	private LockStore store() {
		return new MemoryLockStore(this.database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH);
	}

	private static LockEngine engine(LockStore store) {
		return new LockEngine(store, EngineSettings.defaults(), null);
	}

	@BeforeEach
	void start() {
		this.engine.start();
		this.other.start();
	}

	@AfterEach
	void stop() {
		this.engine.destroy();
		this.other.destroy();
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("subscribe")) {
			arguments[0] = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { StoreListener.class },
					listener((StoreListener) arguments[0]));
		}
		Object result = InterceptedStore.call(this.store, method, arguments);
		if (method.getName().equals("lock")) {
			this.afterwards.run();
		}
		return result;
	}

	private InvocationHandler listener(StoreListener listener) {
		return (proxy, method, arguments) -> {
			Object result = method.invoke(listener, arguments);
			switch (method.getName()) {
				case "onSubscribed" -> this.subscribed.countDown();
				case "onOwnershipEnded" -> this.told.countDown();
				default -> {
				}
			}
			return result;
		};
	}

	@Test
	void lossThatIsToldBeforeTheLeaseIsKnownIsNotMissed() {
		LockyOperations locky = new LockyTemplate(this.engine);
		locky.acquire(LockRequest.of("article:2", "ada"));
		await(this.subscribed);
		this.afterwards = () -> {
			new LockyTemplate(this.other).lock(LockRequest.of("article:1", "grace").force());
			await(this.told);
		};
		CompletableFuture<Lease> lost = new CompletableFuture<>();
		Lease lease = locky.acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(10)));
		lease.onLost(lost::complete);
		assertThat(lost).succeedsWithin(SOON).isEqualTo(lease);
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
