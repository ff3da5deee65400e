package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.locky.event.LeaseLostEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens to Redis while two instances lock, unlock and listen.
 */
class FaultTests {

	private static final String JOURNAL = "locky:lock:resource:journal";

	private final List<AutoCloseable> closeables = new ArrayList<>();

	private RedisServer redis;

	private LockyInstance a;

	private LockyInstance b;

	private Traffic traffic;

	@AfterEach
	void stop() throws Exception {
		if (this.traffic != null) {
			this.traffic.close();
		}
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
		this.redis.close();
	}

	@Test
	void pausedClients() {
		start();
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.command("CLIENT", "PAUSE", "700");
		this.traffic.awaitProgress();
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
		assertThat(this.traffic.failures()).isZero();
	}

	@Test
	void pausedWrites() {
		start();
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.command("CLIENT", "PAUSE", "700", "WRITE");
		this.traffic.awaitProgress();
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
		assertThat(this.traffic.failures()).isZero();
	}

	@Test
	void serverStoppedForLongerThanATtl() {
		start();
		this.a.locky().lock(LockRequest.of("short", "ada").ttl(Duration.ofSeconds(1)));
		this.a.locky().lock(LockRequest.of("long", "ada").ttl(Duration.ofMinutes(10)));
		Lease lease = this.a.locky().acquire(LockRequest.of("kept", "ada").keepAlive().ttl(Duration.ofMillis(1200)));
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.pause();
		Awaitility.await().pollDelay(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(lease.isValid()).isFalse());
		this.redis.resume();
		this.traffic.awaitProgress();
		await(() -> assertThat(this.a.events(LeaseLostEvent.class)).hasSize(1));
		await(() -> assertThat(this.b.heard("short")).containsExactly("locked short by ada", "expired short by ada"));
		assertThat(this.b.locky().unlock("long", "ada")).isTrue();
		await(() -> assertThat(this.b.locky().getLocker("kept")).isNull());
		assertThat(this.b.locky().lock("kept", "grace")).isTrue();
		assertThat(lease.release()).isFalse();
		assertThat(this.b.locky().unlock("kept", "grace")).isTrue();
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
	}

	@Test
	void killedAndRestartedWithAppendOnlyFile() {
		start("--appendonly", "yes", "--appendfsync", "always");
		this.a.locky().lock("held", "ada");
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.kill();
		this.redis.restart();
		this.traffic.awaitProgress();
		assertThat(this.b.locky().unlock("held", "ada")).isTrue();
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
	}

	@Test
	void killedAndRestartedWithoutAppendOnlyFile() {
		start();
		this.a.locky().lock("held", "ada");
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.kill();
		this.redis.restart();
		this.traffic.awaitProgress();
		assertThat(this.b.locky().getLocker("held")).isNull();
		assertNothingIsLeftBehind();
		assertTheJournalIsHeardAndMissedOnce();
	}

	@Test
	void flushedData() {
		start();
		this.a.locky().lock("held", "ada");
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.command("FLUSHALL");
		this.traffic.awaitProgress();
		assertThat(this.b.locky().lock("held", "grace")).isTrue();
		assertThat(this.a.locky().unlock("held", "ada")).isFalse();
		assertThat(this.b.locky().unlock("held", "grace")).isTrue();
		assertNothingIsLeftBehind();
		assertTheJournalIsHeardAndMissedOnce();
	}

	@Test
	void flushedScripts() {
		start();
		this.traffic = Traffic.on(this.a, this.b);
		for (int i = 0; i < 10; i++) {
			this.redis.command("SCRIPT", "FLUSH");
			this.traffic.awaitProgress();
		}
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
		assertThat(this.traffic.failures()).isZero();
	}

	@Test
	void killedConnections() {
		start();
		this.traffic = Traffic.on(this.a, this.b);
		for (int i = 0; i < 5; i++) {
			this.redis.command("CLIENT", "KILL", "TYPE", "normal");
			this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			this.traffic.awaitProgress();
		}
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
	}

	@Test
	void readOnlyForAWhile() {
		start();
		RedisServer other = RedisReplication.startReplica(this.redis);
		this.closeables.add(other);
		Lease lease = this.a.locky().acquire(LockRequest.of("kept", "ada").keepAlive().ttl(Duration.ofSeconds(15)));
		this.a.locky().lock(LockRequest.of("held", "ada").ttl(Duration.ofMinutes(10)));
		await(() -> assertThat(other.command("GET", "lock:resource:held")).isEqualTo("ada"));
		RedisReplication.awaitInSync(this.redis, other);
		RedisReplication.promote(other);
		RedisReplication.follow(this.redis, other);
		assertFails(() -> this.b.locky().lock("held", "grace"));
		assertFails(() -> this.b.locky().lock(LockRequest.of("held", "grace").force()));
		assertFails(() -> this.b.locky().lock("free", "grace"));
		assertFails(() -> this.b.locky().refresh("held", "ada"));
		assertFails(() -> this.b.locky().unlock("held", "ada"));
		assertFails(() -> this.b.locky().unlock("free"));
		assertFails(lease::refresh);
		long start = System.nanoTime();
		await(() -> assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5500)));
		RedisReplication.promote(this.redis);
		await(() -> assertThat(this.redis.command("ROLE").toString()).contains("master"));
		assertKept(lease);
	}

	private void assertKept(Lease lease) {
		await(() -> assertThat(lease.remaining()).isGreaterThan(Duration.ofSeconds(11)));
		assertThat(lease.isValid()).isTrue();
		assertThat(this.b.locky().getLocker("kept")).isEqualTo("ada");
		assertThat(lease.release()).isTrue();
		assertThat(this.b.locky().unlock("held", "ada")).isTrue();
		this.traffic = Traffic.on(this.a, this.b);
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
		assertThat(this.a.events(LeaseLostEvent.class)).isEmpty();
	}

	@Test
	void outOfMemory() {
		start();
		this.a.locky().lock(LockRequest.of("held", "ada").ttl(Duration.ofMinutes(10)));
		this.a.locky().lock(LockRequest.of("short", "ada").ttl(Duration.ofSeconds(1)));
		this.traffic = Traffic.on(this.a, this.b);
		this.redis.command("CONFIG", "SET", "maxmemory", "1");
		await(() -> assertThat(this.traffic.failures()).isGreaterThan(20));
		assertFails(() -> this.b.locky().lock("held", "grace"));
		assertThat(this.b.locky().getLocker("held")).isEqualTo("ada");
		assertThat(this.b.locky().unlock("held", "ada")).isTrue();
		await(() -> assertThat(this.b.heard("short")).containsExactly("locked short by ada", "expired short by ada"));
		this.redis.command("CONFIG", "SET", "maxmemory", "0");
		this.traffic.awaitProgress();
		assertNothingIsLeftBehind();
		assertNothingIsMissed();
	}

	private void start(String... arguments) {
		this.redis = RedisServer.start(arguments);
		this.a = LockyInstance.start(this.redis);
		this.closeables.add(this.a);
		this.b = LockyInstance.start(this.redis);
		this.closeables.add(this.b);
	}

	private static void assertFails(ThrowingCallable call) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(call);
	}

	private void assertNothingIsLeftBehind() {
		this.traffic.close();
		assertThat(this.traffic.accidents()).isEmpty();
		await(() -> {
			assertThat(this.redis.command("KEYS", "lock:resource:*")).isEqualTo(List.of());
			assertThat(this.redis.command("EXISTS", "locky:lock:resource:holders", "locky:lock:resource:deadlines"))
				.isEqualTo(0L);
		});
	}

	private void assertNothingIsMissed() {
		assertThat(this.traffic.overlaps()).isEmpty();
		awaitHeard((instance) -> {
			assertThat(instance.histories()).isEqualTo(Journals.histories(this.redis, JOURNAL));
			assertThat(instance.events(LockyEventsMissedEvent.class)).isEmpty();
		});
	}

	private void assertTheJournalIsHeardAndMissedOnce() {
		Map<String, List<String>> journal = Journals.histories(this.redis, JOURNAL);
		assertThat(journal).isNotEmpty();
		awaitHeard((instance) -> {
			Map<String, List<String>> heard = instance.histories();
			assertThat(journal).allSatisfy(
					(resource, history) -> assertThat(heard.get(resource)).endsWith(history.toArray(String[]::new)));
			assertThat(heard.values()).allSatisfy((history) -> assertThat(history).doesNotHaveDuplicates());
			assertThat(instance.events(LockyEventsMissedEvent.class)).hasSize(1);
		});
	}

	private void awaitHeard(Consumer<LockyInstance> requirement) {
		await(() -> assertThat(List.of(this.a, this.b)).allSatisfy(requirement::accept));
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

}
