package io.github.locky.testing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisReplication}.
 */
class RedisReplicationTests {

	@Test
	void replicaFollowsAndCanBePromoted() {
		try (RedisServer primary = RedisServer.start(); RedisServer replica = RedisReplication.startReplica(primary)) {
			primary.command("SET", "a", "1");
			RedisReplication.awaitInSync(primary, replica);
			assertThat(replica.command("GET", "a")).isEqualTo("1");
			assertThat(replica.info("role")).isEqualTo("slave");
			assertThatExceptionOfType(RedisErrorException.class).isThrownBy(() -> replica.command("SET", "a", "2"))
				.withMessageStartingWith("READONLY");
			primary.kill();
			RedisReplication.promote(replica);
			assertThat(replica.command("SET", "a", "2")).isEqualTo("OK");
		}
	}

}
