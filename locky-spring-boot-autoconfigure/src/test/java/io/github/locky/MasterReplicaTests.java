package io.github.locky;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import io.lettuce.core.ReadFrom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a primary and a replica that do not change their roles, to which Spring Data
 * Redis offers no subscription.
 */
@ExtendWith(OutputCaptureExtension.class)
class MasterReplicaTests {

	@Test
	void livesByThePollAndSaysSoOnce(CapturedOutput output) {
		try (RedisServer primary = RedisServer.start();
				RedisServer replica = RedisReplication.startReplica(primary);
				LockyInstance instance = LockyInstance.start(connectionFactory(primary, replica),
						RedisStoreSettings.defaults())) {
			assertThat(instance.locky().lock("article:12", "ada")).isTrue();
			assertThat(instance.locky().lock("article:12", "grace")).isFalse();
			assertThat(instance.locky().unlock("article:12")).isTrue();
			Awaitility.await()
				.untilAsserted(() -> assertThat(instance.heard()).containsExactly("locked article:12 by ada",
						"unlocked article:12 by ada"));
			assertThat(output).containsOnlyOnce("up to a second of delay").doesNotContain("cannot work with Redis");
		}
	}

	private static LettuceConnectionFactory connectionFactory(RedisServer primary, RedisServer replica) {
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(primary.host(),
				primary.port());
		configuration.addNode(replica.host(), replica.port());
		return new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().readFrom(ReadFrom.REPLICA_PREFERRED).build());
	}

}
