package io.github.locky.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.locky.store.LockCommand;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisState;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Redis refuses happens not at all, and is an exception.
 */
@RedisTest
class FailingRedisTests {

	private static final Duration TTL = Duration.ofMinutes(10);

	private final RedisServer redis;

	private ScriptFixture locks;

	FailingRedisTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.locks = new ScriptFixture(this.redis);
	}

	@AfterEach
	void stop() {
		this.locks.close();
	}

	static Stream<String> indexes() {
		return Stream.of(ScriptFixture.JOURNAL, ScriptFixture.HOLDERS, ScriptFixture.DEADLINES);
	}

	@ParameterizedTest
	@MethodSource("indexes")
	void anIndexOfTheWrongTypeFailsEveryCallAndNothingChanges(String index) {
		this.locks.lock("held", "ada", TTL);
		spoil(index);
		assertFails((locks) -> locks.lock("free", "grace", TTL));
		assertFails((locks) -> locks.lock(locks.call(List.of("free", "other"), "grace", TTL)));
		assertFails((locks) -> locks.force("held", "grace"));
		assertFails((locks) -> locks.unlock("held"));
		assertFails((locks) -> locks.unlock("held", "ada"));
		assertFails((locks) -> locks.handOver("held", "ada", locks.call("held", "grace", TTL)));
		if (!index.equals(ScriptFixture.JOURNAL)) {
			assertFails((locks) -> locks.refresh("held"));
		}
	}

	@ParameterizedTest
	@MethodSource("indexes")
	void anIndexOfTheWrongTypeKeepsAnExpiryForLater(String index) {
		this.locks.lock("held", "ada", TTL);
		this.redis.command("DEL", ScriptFixture.LOCK + "held");
		this.redis.command("RENAME", index, "saved");
		spoil(index);
		assertFails((locks) -> locks.lock("held", "grace", TTL));
		assertFails((locks) -> locks.expire("held"));
		this.redis.command("RENAME", "saved", index);
		this.locks.expire("held");
		assertThat(this.locks.history()).containsExactly("LOCKED held by ada", "EXPIRED held by ada");
	}

	@Test
	void aLockKeyOfTheWrongTypeFailsEveryCallAndNothingChanges() {
		this.locks.lock("held", "ada");
		this.redis.command("RPUSH", ScriptFixture.LOCK + "list", "a", "b");
		assertFails((locks) -> locks.lock("list", "grace", TTL));
		assertFails((locks) -> locks.force("list", "grace"));
		assertFails((locks) -> locks.lock(locks.call(List.of("free", "list"), "grace", TTL)));
		assertFails((locks) -> locks.unlock("list"));
		assertFails((locks) -> locks.refresh("list"));
		assertFails((locks) -> locks.unlockWithoutRetry(
				List.of(new LockTarget("held", Ownership.byAnyone()), new LockTarget("list", Ownership.byAnyone()))));
		assertThat(this.locks.read("list")).isNull();
	}

	@Test
	void aLockKeyOfTheWrongTypeDoesNotKeepACallFromBeingUndone() {
		LockCommand call = this.locks.call(List.of("a", "b", "c"), "ada", TTL);
		this.locks.lock(call);
		spoil(ScriptFixture.LOCK + "b");
		assertThat(this.locks.release(call.targets())).containsExactlyInAnyOrder("a", "c");
		this.locks.expire("b");
		assertThat(this.redis.command("EXISTS", ScriptFixture.HOLDERS, ScriptFixture.DEADLINES)).isEqualTo(0L);
	}

	@Test
	void aReadOnlyReplicaFailsAndNeverSaysFalse() {
		try (RedisServer primary = RedisServer.start();
				RedisServer replica = RedisServer.start();
				ScriptFixture fixture = new ScriptFixture(replica)) {
			fixture.lock("held", "ada", TTL);
			primary.command("SET", ScriptFixture.LOCK + "held", "ada", "PX", "600000");
			RedisReplication.follow(replica, primary);
			assertFails(fixture, (locks) -> locks.lock("held", "grace", TTL));
			assertFails(fixture, (locks) -> locks.lock("free", "grace"));
			assertFails(fixture, (locks) -> locks.lock(locks.call(List.of("free", "held"), "grace", TTL)));
			Stream.of("held", "free").forEach((resource) -> {
				assertFails(fixture, (locks) -> locks.force(resource, "grace"));
				assertFails(fixture, (locks) -> locks.unlock(resource));
				assertFails(fixture, (locks) -> locks.refresh(resource));
			});
		}
	}

	@Test
	void withoutMemoryLocksFailAndUnlocksWork() {
		try (RedisServer full = RedisServer.start(); ScriptFixture fixture = new ScriptFixture(full)) {
			fixture.lock("held", "ada", TTL);
			fixture.lock("other", "ada");
			full.command("CONFIG", "SET", "maxmemory", "1");
			Map<String, String> before = RedisState.of(full);
			assertFails(fixture, (locks) -> locks.lock("free", "grace", TTL));
			assertFails(fixture, (locks) -> locks.lock("free", "grace"));
			assertFails(fixture, (locks) -> locks.force("held", "grace"));
			assertFails(fixture, (locks) -> locks.lock(locks.call(List.of("free", "another"), "grace", TTL)));
			assertFails(fixture, (locks) -> locks.probe("held"));
			assertThat(RedisState.of(full)).isEqualTo(before);
			fixture.connectionLost();
			assertThat(fixture.refresh("held")).isTrue();
			assertThat(fixture.unlock("held")).isTrue();
			assertThat(fixture.unlock("other")).isTrue();
			full.command("CONFIG", "SET", "maxmemory", "0");
			assertThat(fixture.history()).containsExactly("LOCKED held by ada", "LOCKED other by ada",
					"UNLOCKED held by ada", "UNLOCKED other by ada");
			assertThat(full.command("EXISTS", ScriptFixture.HOLDERS, ScriptFixture.DEADLINES)).isEqualTo(0L);
		}
	}

	@Test
	void withoutMemoryExpiriesAreAnnounced() {
		try (RedisServer full = RedisServer.start(); ScriptFixture fixture = new ScriptFixture(full)) {
			fixture.lock("held", "ada", TTL);
			full.command("DEL", ScriptFixture.LOCK + "held");
			full.command("CONFIG", "SET", "maxmemory", "1");
			fixture.connectionLost();
			fixture.expire("held");
			full.command("CONFIG", "SET", "maxmemory", "0");
			assertThat(fixture.history()).containsExactly("LOCKED held by ada", "EXPIRED held by ada");
		}
	}

	@Test
	void withoutMemoryAnInstanceThatStartsReadsAndUnlocks() {
		try (RedisServer full = RedisServer.start();
				ScriptFixture fixture = new ScriptFixture(full);
				ScriptFixture late = new ScriptFixture(full)) {
			fixture.lock("held", "ada", TTL);
			full.command("CONFIG", "SET", "maxmemory", "1");
			assertThat(late.refresh("held")).isTrue();
			assertThat(late.unlock("held")).isTrue();
			full.command("CONFIG", "SET", "maxmemory", "0");
		}
	}

	private void spoil(String key) {
		this.redis.command("DEL", key);
		this.redis.command("RPUSH", key, "of the wrong type");
	}

	private void assertFails(Consumer<ScriptFixture> call) {
		assertFails(this.locks, call);
	}

	private static void assertFails(ScriptFixture fixture, Consumer<ScriptFixture> call) {
		Map<String, String> before = RedisState.of(fixture.server());
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> call.accept(fixture));
		assertThat(RedisState.of(fixture.server())).isEqualTo(before);
	}

}
