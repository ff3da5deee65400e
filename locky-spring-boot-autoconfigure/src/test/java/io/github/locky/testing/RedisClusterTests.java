package io.github.locky.testing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisCluster}.
 */
class RedisClusterTests {

	private static RedisCluster cluster;

	@BeforeAll
	static void start() {
		cluster = RedisCluster.start();
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@Test
	void everyKeyHasItsPrimary() {
		RedisServer primary = cluster.primaryOf("{7}:a");
		assertThat(primary.command("SET", "{7}:a", "1")).isEqualTo("OK");
		RedisServer replica = cluster.replicaOf(primary);
		assertThat(replica).isNotSameAs(primary);
		assertThatExceptionOfType(RedisErrorException.class).isThrownBy(() -> replica.command("GET", "{7}:a"))
			.withMessageStartingWith("MOVED");
	}

	@Test
	void replicaStandsInForKilledPrimary() {
		RedisServer primary = cluster.primaryOf("b");
		RedisServer replica = cluster.replicaOf(primary);
		primary.command("SET", "b", "1");
		RedisReplication.awaitInSync(primary, replica);
		cluster.kill(primary);
		cluster.waitForFailover(primary);
		assertThat(cluster.primaryOf("b")).isSameAs(replica);
		assertThat(replica.command("GET", "b")).isEqualTo("1");
		primary.restart();
		RedisReplication.awaitLink(primary);
		assertThat(cluster.replicaOf(replica)).isSameAs(primary);
	}

	@Test
	void slotMigrates() {
		RedisServer from = cluster.primaryOf("{m}:1");
		RedisServer to = cluster.nodes()
			.stream()
			.filter((node) -> node != from && ClusterView.of(node).myself().slotCount() > 0)
			.findFirst()
			.orElseThrow();
		from.command("MSET", "{m}:1", "1", "{m}:2", "2", "{m}:3", "3");
		SlotMigration migration = cluster.migrating(RedisCluster.slotOf("{m}:1"), to);
		migration.migrateKeys("{m}:1");
		try (RespConnection connection = to.connect()) {
			connection.command("ASKING");
			assertThatExceptionOfType(RedisErrorException.class)
				.isThrownBy(() -> connection.command("MGET", "{m}:1", "{m}:2"))
				.withMessageStartingWith("TRYAGAIN");
		}
		assertThat(migration.migrateAllKeys()).isEqualTo(2);
		migration.finish();
		assertThat(cluster.primaryOf("{m}:2")).isSameAs(to);
		assertThat(to.command("GET", "{m}:2")).isEqualTo("2");
	}

}
