package io.github.locky;

import java.lang.reflect.Method;
import java.util.List;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockStore;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Resources of two partitions, one of which fails, taken by force.
 */
class ForceTests {

	private final LockStore first = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);

	private final LockStore second = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);

	private volatile String failing = "";

	private LockEngine engine;

	private LockyOperations locky;

	@BeforeEach
	void start() {
		this.engine = new LockEngine(InterceptedStore.of(this::call), EngineSettings.defaults(), null);
		this.locky = new LockyTemplate(this.engine);
		this.locky.lock("a", "ada");
		this.locky.lock("b", "ada");
	}

	@AfterEach
	void stop() {
		this.engine.destroy();
	}

	private Object call(Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("partitionOf")) {
			return (arguments[0].equals("a")) ? 0 : 1;
		}
		if (method.getName().equals("partitions")) {
			return 2;
		}
		boolean second = arguments != null && arguments[0].equals(1);
		if (second && (this.failing.equals("all") || this.failing.equals(method.getName()))) {
			throw new DataAccessResourceFailureException("failed");
		}
		return InterceptedStore.call((second) ? this.second : this.first, method, arguments);
	}

	private void force() {
		this.locky.lock(LockRequest.ofAll(List.of("a", "b")).locker("grace").force());
	}

	@Test
	void takesAllPartitions() {
		force();
		assertThat(this.locky.findAll()).hasSize(2).allMatch((held) -> held.locker().equals("grace"));
	}

	@Test
	void takesNothingIfAPartitionCannotBeWrittenTo() {
		this.failing = "all";
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(this::force);
		this.failing = "";
		assertThat(this.locky.findAll()).hasSize(2).allMatch((held) -> held.locker().equals("ada"));
	}

	@Test
	void keepsNothingIfAPartitionFailsInTheMiddleOfIt() {
		this.failing = "lock";
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(this::force);
		assertThat(this.locky.getLocker("a")).isNull();
		assertThat(this.locky.getLocker("b")).isEqualTo("ada");
	}

}
