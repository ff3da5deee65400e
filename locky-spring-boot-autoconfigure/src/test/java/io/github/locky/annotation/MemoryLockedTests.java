package io.github.locky.annotation;

import io.github.locky.HeldLock;
import io.github.locky.InMemoryLocky;
import io.github.locky.store.memory.MemoryDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Methods that run under a lock in memory.
 */
class MemoryLockedTests extends LockedContractTests {

	private final MemoryDatabase database = new MemoryDatabase();

	private final InMemoryLocky store = InMemoryLocky.builder().database(this.database).create();

	@Override
	ApplicationContextRunner applicationWithStore() {
		return LockedApplication.on(this.database);
	}

	@AfterEach
	void stop() {
		this.store.close();
	}

	@Override
	@Nullable String holder(String resource) {
		return this.store.getLocker(resource);
	}

	@Override
	Long remaining(String resource) {
		return this.store.find(resource).map(HeldLock::remaining).orElseThrow().toMillis();
	}

	@Override
	boolean isAnyLocked() {
		return this.store.findAll().findAny().isPresent();
	}

}
