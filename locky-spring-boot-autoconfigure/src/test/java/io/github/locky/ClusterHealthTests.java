package io.github.locky;

import io.github.locky.actuate.LockyHealthIndicator;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.store.redis.UnusableRedisException;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Health and start look at every primary of a cluster, not only at the one that has the
 * layout.
 */
class ClusterHealthTests {

	private static ClusterFixture fixture;

	@BeforeAll
	static void startCluster() {
		fixture = new ClusterFixture();
	}

	@AfterAll
	static void stopCluster() {
		fixture.close();
	}

	@Test
	void isDownWithTheRemedyWhileAnyPrimaryRefusesToWrite() {
		try (LockyInstance instance = fixture.start(RedisStoreSettings.defaults())) {
			assertUp(instance);
			for (RedisServer primary : fixture.primaries()) {
				String resource = fixture.resourcesOn(primary).get(0);
				primary.command("CONFIG", "SET", "min-replicas-to-write", "5");
				try {
					assertThatExceptionOfType(DataAccessException.class)
						.isThrownBy(() -> instance.locky().lock(resource, "ada"));
					assertProblem(instance, "too few replicas", "'min-replicas-to-write'");
				}
				finally {
					primary.command("CONFIG", "SET", "min-replicas-to-write", "0");
				}
				assertUp(instance);
			}
		}
	}

	@Test
	void aPrimaryThatRefusesToWriteDoesNotKeepEventsOfOthersFromBeingHeard() {
		RedisServer layout = fixture.cluster().primaryOf("locky:lock:resource:layout");
		RedisServer unwritable = fixture.primaries()
			.stream()
			.filter((node) -> node != layout)
			.findFirst()
			.orElseThrow();
		unwritable.command("CONFIG", "SET", "min-replicas-to-write", "5");
		try (LockyInstance instance = fixture.start(RedisStoreSettings.defaults())) {
			String resource = fixture.resourcesOn(layout).get(0);
			assertThat(instance.locky().lock(resource, "ada")).isTrue();
			Awaitility.await().untilAsserted(() -> assertThat(instance.heard(resource)).hasSize(1));
			assertThat(instance.locky().unlock(resource, "ada")).isTrue();
		}
		finally {
			unwritable.command("CONFIG", "SET", "min-replicas-to-write", "0");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 6, 15 })
	void isDownWithTheRemedyWhileAKeyOfAnyPartitionIsOfAnotherType(int partition) {
		String key = "locky:lock:resource:{" + partition + "}:holders";
		RedisServer primary = fixture.cluster().primaryOf(key);
		try (LockyInstance instance = fixture.start(RedisStoreSettings.defaults())) {
			primary.command("SET", key, "mine");
			try {
				assertProblem(instance, "another type in Redis than Locky's under " + key, "'locky.key-prefix'");
			}
			finally {
				primary.command("DEL", key);
			}
			assertUp(instance);
		}
	}

	@Test
	void isDownWithTheRemedyWhileAnyPrimaryWithholdsARight() {
		for (RedisServer primary : fixture.primaries()) {
			try (LockyInstance instance = fixture.start(RedisStoreSettings.defaults())) {
				primary.command("ACL", "SETUSER", "default", "-persist");
				assertProblem(instance, "run PERSIST", "+persist");
				assertThatExceptionOfType(UnusableRedisException.class)
					.isThrownBy(() -> fixture.start(RedisStoreSettings.defaults()))
					.withMessageContaining("run PERSIST");
			}
			finally {
				primary.command("ACL", "SETUSER", "default", "+persist");
			}
		}
	}

	private static void assertUp(LockyInstance instance) {
		Awaitility.await().untilAsserted(() -> assertThat(health(instance).getStatus()).isEqualTo(Status.UP));
	}

	private static void assertProblem(LockyInstance instance, String problem, String remedy) {
		Awaitility.await().untilAsserted(() -> {
			Health health = health(instance);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails().get("problem")).asString().contains(problem);
			assertThat(health.getDetails().get("remedy")).asString().contains(remedy);
		});
	}

	private static Health health(LockyInstance instance) {
		return new LockyHealthIndicator(instance.engine()).health(true);
	}

}
