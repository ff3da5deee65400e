package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.actuate.LockyHealthIndicator;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.redis.LockNotReplicatedException;
import io.github.locky.store.redis.RedisDiagnosis;
import io.github.locky.store.redis.RedisLockStore;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.store.redis.ReplicationSettings;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for locks that count only when replicas have them.
 */
class ReplicationTests {

	private static final ReplicationSettings REPLICATION = new ReplicationSettings(1, Duration.ofMillis(300));

	private static RedisServer primary;

	private static RedisServer replica;

	private static final RedisStoreSettings TWO_PARTITIONS = new RedisStoreSettings("parts:", 2,
			RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null, new ReplicationSettings(1, Duration.ofSeconds(2)));

	private LockyInstance instance;

	private LockyTemplate locky;

	@BeforeAll
	static void startServers() {
		primary = RedisServer.start();
		replica = RedisReplication.startReplica(primary);
	}

	@AfterAll
	static void stopServers() {
		replica.close();
		primary.close();
	}

	@BeforeEach
	void start() {
		primary.command("FLUSHALL");
		this.instance = instance(REPLICATION);
		this.locky = this.instance.locky();
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	private static LockyInstance instance(ReplicationSettings replication) {
		return LockyInstance.start(primary, settings(replication));
	}

	private static RedisStoreSettings settings(ReplicationSettings replication) {
		return new RedisStoreSettings(RedisStoreSettings.DEFAULT_KEY_PREFIX, null,
				RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null, replication);
	}

	@Test
	void lockThatReturnsIsOnTheReplica() {
		assertThat(this.locky.lock("article:12", "ada")).isTrue();
		assertThat(replica.command("GET", "lock:resource:article:12")).isEqualTo("ada");
		assertThat(this.locky.lock("article:12", "grace")).isFalse();
	}

	@Test
	void scriptsAreSentAgainWhenRedisForgotThem() {
		primary.command("SCRIPT", "FLUSH");
		assertThat(this.locky.lock("article:12", "ada")).isTrue();
	}

	@Test
	void newLockIsGivenBackWhenTooFewReplicasAcknowledge() {
		whileReplicaIsSilent(() -> assertThatExceptionOfType(LockNotReplicatedException.class)
			.isThrownBy(() -> this.locky.lock("article:12", "ada"))
			.withMessageContaining("given back")
			.satisfies((ex) -> assertThat(ex.isHeld()).isFalse()));
		Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:12")).isNull());
		assertThat(this.locky.lock("article:12", "grace")).isTrue();
	}

	@Test
	void takeoverIsHeldThoughTooFewReplicasAcknowledge() {
		this.locky.lock("article:12", "ada");
		whileReplicaIsSilent(() -> assertThatExceptionOfType(LockNotReplicatedException.class)
			.isThrownBy(() -> this.locky.lock(LockRequest.of("article:12", "grace").force()))
			.withMessageContaining("it is held")
			.satisfies((ex) -> assertThat(ex.isHeld()).isTrue()));
		assertThat(this.locky.getLocker("article:12")).isEqualTo("grace");
	}

	@Test
	void partitionsAreGivenBackWhenTooFewReplicasAcknowledgeOneOfThem() {
		try (LockyInstance partitioned = LockyInstance.start(primary, TWO_PARTITIONS)) {
			List<String> resources = resourcesOf(partitioned);
			partitioned.locky().lock(LockRequest.ofAll(resources).locker("ada"));
			lockWhileSecondIsSilent(partitioned, LockRequest.ofAll(resources).locker("grace").force());
			assertThat(resources)
				.allSatisfy((resource) -> assertThat(partitioned.locky().getLocker(resource)).isNull());
		}
	}

	@Test
	void whatWasHeldBeforeStaysHeldWhenTooFewReplicasAcknowledgeAPartition() {
		try (LockyInstance partitioned = LockyInstance.start(primary, TWO_PARTITIONS)) {
			List<String> resources = resourcesOf(partitioned);
			for (String before : resources) {
				partitioned.locky().lock(before, "ada");
				long token = partitioned.locky().find(before).orElseThrow().fencingToken();
				lockWhileSecondIsSilent(partitioned, LockRequest.ofAll(resources).locker("ada").reentrant());
				assertThat(partitioned.locky().findAll().map(HeldLock::resource)).containsExactly(before);
				assertThat(partitioned.locky().unlock(before, "ada", token)).isTrue();
			}
		}
	}

	private static List<String> resourcesOf(LockyInstance partitioned) {
		LockStore store = partitioned.engine().getStore();
		return IntStream.range(0, 2)
			.mapToObj((partition) -> IntStream.range(0, 100)
				.mapToObj((i) -> "article:" + i)
				.filter((resource) -> store.partitionOf(resource) == partition)
				.findFirst()
				.orElseThrow())
			.toList();
	}

	private static void lockWhileSecondIsSilent(LockyInstance partitioned, LockRequest request) {
		LockStore store = partitioned.engine().getStore();
		LockEngine engine = new LockEngine(InterceptedStore.of((method, arguments) -> {
			if (method.getName().equals("lock") && arguments[0].equals(1)) {
				replica.pause();
			}
			return (method.getName().equals("close")) ? null : InterceptedStore.call(store, method, arguments);
		}), EngineSettings.defaults(), null);
		try {
			assertThatExceptionOfType(LockNotReplicatedException.class)
				.isThrownBy(() -> new LockyTemplate(engine).lock(request))
				.withMessageContaining("given back")
				.satisfies((ex) -> assertThat(ex.isHeld()).isFalse());
		}
		finally {
			replica.resume();
			engine.destroy();
		}
	}

	@Test
	void refusedAttemptDoesNotWaitForReplicas() {
		this.locky.lock("article:12", "ada");
		long waits = waits();
		assertThat(this.locky.lock("article:12", "grace")).isFalse();
		assertThat(waits()).isEqualTo(waits);
	}

	// The holder's end was not noticed yet, and then it is the turn of who came first
	@Test
	void attemptWhileItIsTheTurnOfOthersDoesNotWaitForReplicas() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(primary.host(), primary.port()), LockyInstance.client());
		factory.afterPropertiesSet();
		factory.start();
		try (LockStore replicated = store(factory, REPLICATION); LockStore first = store(factory, null)) {
			assertThat(replicated.lock(0, command(replicated, "ada"))).isInstanceOf(LockResult.Granted.class);
			assertThat(first.lock(0, command(first, "grace"))).isInstanceOf(LockResult.Refused.class);
			primary.command("DEL", "queued:article:12");
			long waits = waits();
			LockResult result = replicated.lock(0, command(replicated, "linus"));
			assertThat(result).isInstanceOfSatisfying(LockResult.Refused.class,
					(refused) -> assertThat(refused.holder()).isNull());
			assertThat(waits()).isEqualTo(waits);
		}
		finally {
			factory.destroy();
		}
	}

	// Nobody sweeps under this prefix
	private static LockStore store(LettuceConnectionFactory factory, @Nullable ReplicationSettings replication) {
		return new RedisLockStore(new StringRedisTemplate(factory), new RedisStoreSettings("queued:", null,
				RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null, replication), null);
	}

	private static LockCommand command(LockStore store, String locker) {
		return new LockCommand(store.instance().nextAcquisition(false), LockRequest.of("article:12", locker),
				List.of("article:12"), null, new LockCommand.Waiting(false, false));
	}

	@Test
	void waitIsNeverSentUnlessAskedFor() {
		try (LockyInstance other = instance(null)) {
			long waits = waits();
			assertThat(other.locky().lock("article:12", "ada")).isTrue();
			assertThat(waits()).isEqualTo(waits);
		}
	}

	@Test
	void userWhoMustNotWaitForReplicasCannotStart() {
		allow("-wait");
		assertStartFails(this::startRestricted, "run WAIT.", "+wait");
	}

	@Test
	void disabledWaitIsNamedAtTheStart() {
		try (RedisServer disabled = RedisServer.start("--rename-command", "WAIT", "")) {
			assertStartFails(() -> LockyInstance.start(disabled, settings(REPLICATION)), "`WAIT`",
					"do not rename or disable");
		}
	}

	private static void assertStartFails(ThrowingCallable start, String problem, String remedy) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(start)
			.satisfies((ex) -> assertThat(RedisDiagnosis.of(ex)).satisfies((diagnosis) -> {
				assertThat(diagnosis.description()).contains(problem);
				assertThat(diagnosis.action()).contains(remedy);
			}));
	}

	@Test
	void userWhoMustNotWaitForReplicasLocksNothing() {
		allow("+wait");
		try (LockyInstance restricted = startRestricted()) {
			assertThat(restricted.locky().lock("article:12", "ada")).isTrue();
			allow("-wait");
			assertThatExceptionOfType(LockNotReplicatedException.class)
				.isThrownBy(() -> restricted.locky().lock("article:13", "ada"));
			Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:13")).isNull());
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> restricted.locky().lock("article:13", "ada"))
				.satisfies((ex) -> assertThat(restricted.engine().getStore().diagnose(ex)).asString()
					.contains("run WAIT", "+wait"));
			assertThat(this.locky.getLocker("article:13")).isNull();
			assertThat(new LockyHealthIndicator(restricted.engine()).health(true)).satisfies((health) -> {
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails().get("problem")).asString().contains("run WAIT");
				assertThat(health.getDetails().get("remedy")).asString().contains("+wait");
			});
			allow("+wait");
			assertThat(restricted.locky().lock("article:13", "ada")).isTrue();
		}
	}

	private static void allow(String right) {
		primary.command("ACL", "SETUSER", "locky", "on", ">secret", "allkeys", "allchannels", "+@all", right);
	}

	private LockyInstance startRestricted() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(primary.host(), primary.port());
		configuration.setUsername("locky");
		configuration.setPassword("secret");
		return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()),
				settings(REPLICATION));
	}

	private static void whileReplicaIsSilent(Runnable action) {
		replica.pause();
		try {
			action.run();
		}
		finally {
			replica.resume();
		}
	}

	private static long waits() {
		String info = (String) primary.command("INFO", "commandstats");
		return info.lines()
			.filter((line) -> line.startsWith("cmdstat_wait:"))
			.map((line) -> line.replaceAll("cmdstat_wait:calls=(\\d+),.*", "$1"))
			.mapToLong(Long::parseLong)
			.sum();
	}

}
