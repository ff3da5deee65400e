package io.github.locky.testing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisSentinels}.
 */
class RedisSentinelsTests {

	@Test
	void replicaIsPromotedWhenPrimaryIsKilled() {
		try (RedisSentinels sentinels = RedisSentinels.start()) {
			RedisServer primary = sentinels.primary();
			RedisServer replica = sentinels.replica();
			primary.command("SET", "a", "1");
			RedisReplication.awaitInSync(primary, replica);
			primary.kill();
			sentinels.waitForFailover(primary);
			assertThat(sentinels.primary()).isSameAs(replica);
			assertThat(replica.command("GET", "a")).isEqualTo("1");
			assertThat(replica.command("SET", "a", "2")).isEqualTo("OK");
			assertThat(sentinels.addresses()).hasSize(3);
		}
	}

}
