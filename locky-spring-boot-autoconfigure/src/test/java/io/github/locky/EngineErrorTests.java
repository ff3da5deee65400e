package io.github.locky;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.locky.engine.ApplicationEventTransitionListener;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.EngineState;
import io.github.locky.engine.EngineStatus;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an engine whose store throws an error once, as connection factories,
 * customizers and instrumentations of an application may.
 */
@Timeout(60)
class EngineErrorTests {

	private final LockStore store = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);

	private final Set<String> failing = ConcurrentHashMap.newKeySet();

	private final LockEngine engine = new LockEngine(InterceptedStore.of(this::call), EngineSettings.defaults(),
			new ApplicationEventTransitionListener(() -> this, (event) -> {
			}));

	private Object call(Method method, Object[] arguments) throws Throwable {
		if (this.failing.remove(method.getName())) {
			throw new AssertionError("Expected by the test");
		}
		return InterceptedStore.call(this.store, method, arguments);
	}

	@AfterEach
	void stop() {
		this.engine.destroy();
	}

	@ParameterizedTest
	@ValueSource(strings = { "partitions", "check", "journal", "subscribe", "poll", "verifyAfterLoss" })
	void triesAgain(String method) {
		this.failing.add(method);
		this.engine.start();
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.failing).isEmpty();
			assertThat(this.engine.getState()).isEqualTo(EngineState.RUNNING);
			EngineStatus status = this.engine.getStatus();
			assertThat(status.subscription()).isEqualTo(EngineStatus.Subscription.OPEN);
			assertThat(status.held()).isNotNull();
		});
	}

}
