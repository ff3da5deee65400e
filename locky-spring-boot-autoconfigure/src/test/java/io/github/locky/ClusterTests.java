package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.redis.LayoutMismatchException;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.store.redis.ReplicationSettings;
import io.github.locky.testing.RedisCluster;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.SlotMigration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two instances on a cluster of three primaries with a replica each, and what may happen
 * to it.
 */
class ClusterTests {

	private static final String CHANNEL = "locky:0:lock:resource:events";

	private static ClusterFixture fixture;

	private static RedisCluster cluster;

	private final List<LockyInstance> instances = new ArrayList<>();

	private LockyInstance a;

	private LockyInstance b;

	@BeforeAll
	static void startCluster() {
		fixture = new ClusterFixture();
		cluster = fixture.cluster();
	}

	@AfterAll
	static void stopCluster() {
		fixture.close();
	}

	@BeforeEach
	void start() {
		fixture.flush();
		this.a = fixture.start(RedisStoreSettings.defaults());
		this.b = fixture.start(RedisStoreSettings.defaults());
		this.instances.addAll(List.of(this.a, this.b));
	}

	@AfterEach
	void stop() {
		this.instances.forEach(LockyInstance::close);
	}

	@Test
	void everyInstanceHearsOfAllPartitions() {
		for (int i = 0; i < 60; i++) {
			LockyInstance locking = (i % 2 == 0) ? this.a : this.b;
			LockRequest request = LockRequest.of("article:" + i, "ada");
			assertThat(locking.locky().lock((i % 3 == 0) ? request.ttl(Duration.ofMillis(200)) : request)).isTrue();
			if (i % 3 == 1) {
				assertThat(this.a.locky().unlock("article:" + i)).isTrue();
			}
		}
		awaitHeardAll();
		await(() -> assertThat(this.a.heard("article:57")).containsExactly("locked article:57 by ada",
				"expired article:57 by ada"));
		assertThat(this.b.heard("article:58")).containsExactly("locked article:58 by ada",
				"unlocked article:58 by ada");
		awaitHeardAll();
		assertThat(this.a.locky().findAll()).hasSize(20);
		assertThat(fixture.primaries()).allSatisfy((primary) -> assertThat(fixture.resourcesOn(primary)).isNotEmpty());
	}

	@Test
	void severalResourcesInSeveralPartitionsAreAllLocked() {
		List<String> resources = resources();
		try (Lease lease = this.a.locky().acquire(LockRequest.ofAll(resources).locker("ada"))) {
			assertThat(lease.isValid()).isTrue();
			assertThat(resources).allSatisfy((resource) -> assertThat(lease.fencingToken(resource))
				.isEqualTo(this.b.locky().find(resource).orElseThrow().fencingToken()));
		}
		assertNothingIsLocked();
		awaitHeardAll();
		assertThat(this.b.histories().values()).hasSize(resources.size()).allMatch((history) -> history.size() == 2);
	}

	@Test
	void refusedResourcesAreGivenBackVisibly() {
		List<String> resources = resources();
		String held = resources.get(9);
		this.b.locky().lock(held, "grace");
		assertThat(this.a.locky().lock(LockRequest.ofAll(resources).locker("ada"))).isFalse();
		assertThat(this.a.locky().findAll().map(HeldLock::resource)).containsExactly(held);
		assertThat(fixture.lockKeys()).containsExactly(ClusterFixture.lockKey(held));
		awaitHeardAll();
		IntStream.range(0, resources.size()).forEach((i) -> {
			String resource = resources.get(i);
			List<String> visibly = List.of("locked " + resource + " by ada", "unlocked " + resource + " by ada");
			assertThat(this.b.heard(resource))
				.isEqualTo((i < 9) ? visibly : (i == 9) ? List.of("locked " + held + " by grace") : List.of());
		});
	}

	@Test
	void forceTakesNothingIfAPartitionCannotLock() {
		List<String> resources = List.of(ClusterFixture.resourceOf(0), ClusterFixture.resourceOf(15));
		this.a.locky().lock(LockRequest.ofAll(resources).locker("ada"));
		RedisServer full = fixture.holding(resources.get(1));
		assertThat(full).isNotEqualTo(fixture.holding(resources.get(0)));
		LockRequest force = LockRequest.ofAll(resources).locker("grace").force();
		full.command("CONFIG", "SET", "maxmemory", "1");
		try {
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.a.locky().lock(force));
		}
		finally {
			full.command("CONFIG", "SET", "maxmemory", "0");
		}
		assertThat(resources).allSatisfy((resource) -> assertThat(this.a.locky().getLocker(resource)).isEqualTo("ada"));
		assertThat(this.a.locky().lock(force)).isTrue();
	}

	@Test
	void anotherNumberOfPartitionsStopsAnInstance() {
		assertThatExceptionOfType(LayoutMismatchException.class)
			.isThrownBy(() -> fixture.start(LayoutTests.partitions(4)))
			.withMessageContaining("'locky.partitions=16'");
	}

	@Test
	void locksCountWhenAReplicaOfTheirNodeHasThem() {
		ReplicationSettings replication = new ReplicationSettings(1, Duration.ofSeconds(2));
		try (LockyInstance replicated = fixture.start(new RedisStoreSettings(RedisStoreSettings.DEFAULT_KEY_PREFIX,
				null, RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null, replication))) {
			for (int i = 0; i < 20; i++) {
				assertThat(replicated.locky().lock("replicated:" + i, "ada")).isTrue();
				assertThat(replicated.locky().unlock("replicated:" + i, "ada")).isTrue();
			}
		}
	}

	@Test
	void slotsMigrateUnderTraffic() {
		try (Traffic traffic = Traffic.on(this.a, this.b)) {
			for (int i = 0; i < 6; i++) {
				String key = ClusterFixture.lockKey("traffic:" + i);
				RedisServer from = cluster.primaryOf(key);
				RedisServer to = fixture.primaries().stream().filter((node) -> node != from).findFirst().orElseThrow();
				SlotMigration migration = cluster.migrating(RedisCluster.slotOf(key), to);
				migration.migrateAllKeys();
				migration.finish();
			}
			traffic.awaitProgress();
			traffic.close();
			assertThat(traffic.failures()).isZero();
			assertThat(traffic.overlaps()).isEmpty();
		}
		assertNothingIsLocked();
		awaitHeardAll();
		assertThat(this.a.events(LockyEventsMissedEvent.class)).isEmpty();
	}

	@Test
	void halfMigratedSlotFailsCallsUntilItHasMoved() {
		String resource = "article:1";
		this.a.locky().lock(LockRequest.of(resource, "ada").ttl(Duration.ofMinutes(10)));
		RedisServer from = fixture.holding(resource);
		RedisServer to = fixture.primaries().stream().filter((node) -> node != from).findFirst().orElseThrow();
		SlotMigration migration = cluster.migrating(RedisCluster.slotOf(ClusterFixture.lockKey(resource)), to);
		migration.migrateKeys(ClusterFixture.lockKey(resource));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.a.locky().unlock(resource, "ada"));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.b.locky().lock(resource, "grace"));
		migration.finish();
		assertThat(this.b.locky().getLocker(resource)).isEqualTo("ada");
		assertThat(this.b.locky().unlock(resource, "ada")).isTrue();
		awaitHeardAll();
		assertThat(this.b.heard(resource)).containsExactly("locked article:1 by ada", "unlocked article:1 by ada");
	}

	@Test
	void redirectedUnlockOfALostOwnershipIsNotTakenForARepetition() {
		String resource = "article:1";
		LockyInstance redirected = fixture.startWithoutRefresh();
		this.instances.add(redirected);
		long lost = redirected.locky().attempt(LockRequest.of(resource, "ada")).lock().fencingToken();
		this.b.locky().lock(LockRequest.of(resource, "grace").ttl(Duration.ofMinutes(10)).force());
		RedisServer from = fixture.holding(resource);
		RedisServer to = fixture.primaries().stream().filter((node) -> node != from).findFirst().orElseThrow();
		SlotMigration migration = cluster.migrating(RedisCluster.slotOf(ClusterFixture.lockKey(resource)), to);
		migration.migrateKeys(ClusterFixture.lockKey(resource));
		long before = triedAgain();
		CompletableFuture<Boolean> tryingAgain = CompletableFuture
			.supplyAsync(() -> redirected.locky().unlock(resource, "ada", lost));
		await(() -> assertThat(triedAgain()).isGreaterThan(before));
		migration.migrateAllKeys();
		boolean triedAgain = tryingAgain.join();
		boolean asked = redirected.locky().unlock(resource, "ada", lost);
		migration.finish();
		boolean moved = redirected.locky().unlock(resource, "ada", lost);
		assertThat(List.of(triedAgain, asked, moved)).as("TRYAGAIN, ASK, MOVED").containsOnly(false);
		assertThat(this.b.locky().getLocker(resource)).isEqualTo("grace");
		awaitHeardAll();
	}

	private static long triedAgain() {
		return fixture.primaries()
			.stream()
			.map((primary) -> primary.findInfo("errorstat_TRYAGAIN"))
			.filter(Objects::nonNull)
			.mapToLong((count) -> Long.parseLong(count.substring("count=".length())))
			.sum();
	}

	@Test
	void lossOfAPrimaryIsSurvived() {
		RedisServer lost = cluster.primaryOf("locky:lock:resource:layout");
		RedisServer replica = cluster.replicaOf(lost);
		List<String> held = resources();
		assertThat(this.a.locky().lock(LockRequest.ofAll(held).locker("holder"))).isTrue();
		RedisReplication.awaitInSync(lost, replica);
		Set<String> endedAgain = new HashSet<>();
		try (Traffic traffic = Traffic.on(this.a, this.b)) {
			cluster.kill(lost);
			cluster.waitForFailover(lost);
			traffic.awaitProgress();
			traffic.close();
			assertThat(traffic.accidents()).isEmpty();
			unlockAgainWhatWasLost(traffic, endedAgain);
		}
		finally {
			lost.restart();
			RedisReplication.awaitLink(lost);
		}
		assertThat(held).allSatisfy((resource) -> assertThat(this.b.locky().getLocker(resource)).isEqualTo("holder"));
		assertThat(held).allSatisfy((resource) -> assertThat(this.b.locky().unlock(resource, "holder")).isTrue());
		assertNothingIsLocked();
		awaitHeardWhatTheJournalsHave(endedAgain);
	}

	@Test
	void partitionsOfOtherPrimariesWorkWhileOneIsAway() {
		RedisServer away = cluster.primaryOf("locky:lock:resource:layout");
		RedisServer replica = cluster.replicaOf(away);
		RedisServer other = fixture.primaries().stream().filter((node) -> node != away).findFirst().orElseThrow();
		List<String> resources = fixture.resourcesOn(other);
		replica.pause();
		cluster.kill(away);
		try {
			long start = System.nanoTime();
			while (Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(4)) < 0) {
				for (String resource : resources) {
					assertThat(this.a.locky().lock(resource, "ada")).isTrue();
					assertThat(this.b.locky().unlock(resource, "ada")).isTrue();
				}
			}
		}
		finally {
			replica.resume();
			cluster.waitForFailover(away);
			away.restart();
			RedisReplication.awaitLink(away);
		}
		awaitHeardAll();
	}

	@Test
	void aSilentPrimaryHoldsUpNoOtherPartition() {
		LockyInstance patient = fixture.start(RedisStoreSettings.defaults(), Duration.ofMinutes(2));
		this.instances.add(patient);
		RedisServer silent = cluster.primaryOf("locky:lock:resource:layout");
		RedisServer replica = cluster.replicaOf(silent);
		RedisServer other = fixture.primaries().stream().filter((node) -> node != silent).findFirst().orElseThrow();
		Lease stuck = patient.locky().acquire(briefly(fixture.resourcesOn(silent).get(0)).keepAlive());
		Lease kept = patient.locky().acquire(briefly(fixture.resourcesOn(other).get(0)).keepAlive());
		String expiring = fixture.resourcesOn(other).get(1);
		replica.pause();
		silent.pause();
		try {
			await(() -> assertThat(stuck.isValid()).isFalse());
			assertThat(this.b.locky().lock(briefly(expiring))).isTrue();
			await(() -> assertThat(patient.heard(expiring)).hasSize(2));
			assertThat(kept.isValid()).isTrue();
		}
		finally {
			silent.resume();
			replica.resume();
		}
		assertThat(kept.release()).isTrue();
		awaitHeardAll();
	}

	private static LockRequest briefly(String resource) {
		return LockRequest.of(resource, "ada").ttl(Duration.ofSeconds(6));
	}

	@Test
	void messagesDroppedOnTheClusterBusLoseNoEvent() {
		RedisServer deaf = replicaThatIsSubscribedTo();
		List<String> resources = resources();
		deaf.pause();
		try {
			for (int i = 0; i < 3; i++) {
				resources.forEach((resource) -> {
					assertThat(this.a.locky().lock(resource, "ada")).isTrue();
					assertThat(this.b.locky().unlock(resource, "ada")).isTrue();
				});
				Awaitility.await().pollDelay(Duration.ofMillis(800)).until(() -> true);
			}
			awaitHeardAll();
		}
		finally {
			deaf.resume();
		}
		resources.forEach((resource) -> assertThat(this.a.locky().lock(resource, "grace")).isTrue());
		awaitHeardAll();
		assertThat(this.instances)
			.allSatisfy((instance) -> assertThat(instance.events(LockyEventsMissedEvent.class)).isEmpty());
	}

	// The primary may have died before its replica knew of the last unlocks. On a busy
	// machine a call may still time out
	private void unlockAgainWhatWasLost(Traffic traffic, Set<String> endedAgain) {
		Awaitility.await().ignoreExceptionsInstanceOf(DataAccessException.class).until(() -> {
			try (Stream<HeldLock> all = this.a.locky().findAll()) {
				List<HeldLock> lost = all.filter(traffic::hasUnlocked).toList();
				lost.forEach((lock) -> {
					endedAgain.add(lock.resource());
					this.a.locky().unlock(lock.resource(), lock.locker());
				});
				return lost.isEmpty();
			}
		});
	}

	// A primary would lose its role while it is stopped
	private RedisServer replicaThatIsSubscribedTo() {
		for (int i = 0; i < 10; i++) {
			for (RedisServer node : cluster.runningNodes()) {
				List<?> count = (List<?>) node.command("PUBSUB", "NUMSUB", CHANNEL);
				if (!count.get(1).equals(0L) && node.info("role").equals("slave")) {
					return node;
				}
			}
			this.instances.add(fixture.start(RedisStoreSettings.defaults()));
		}
		throw new IllegalStateException("No instance subscribes to a replica");
	}

	private static List<String> resources() {
		return IntStream.range(0, ClusterFixture.PARTITIONS).mapToObj(ClusterFixture::resourceOf).toList();
	}

	private void assertNothingIsLocked() {
		await(() -> {
			assertThat(fixture.lockKeys()).isEmpty();
			assertThat(this.a.locky().findAll()).isEmpty();
		});
	}

	private void awaitHeardAll() {
		await(() -> {
			Map<String, List<String>> histories = fixture.histories();
			assertThat(this.instances).allSatisfy((instance) -> assertThat(instance.histories()).isEqualTo(histories));
		});
	}

	// A primary that died may have told of what its replica has never got
	// A lock whose end a failover has lost may come to an end once more
	private void awaitHeardWhatTheJournalsHave(Set<String> endedAgain) {
		await(() -> {
			Map<String, List<String>> histories = fixture.histories();
			for (LockyInstance instance : this.instances) {
				assertThat(histories).allSatisfy((resource, history) -> {
					List<String> heard = instance.histories().get(resource);
					assertThat(heard).containsSubsequence(history);
					if (!endedAgain.contains(resource)) {
						assertThat(heard).doesNotHaveDuplicates();
					}
				});
			}
		});
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

}
