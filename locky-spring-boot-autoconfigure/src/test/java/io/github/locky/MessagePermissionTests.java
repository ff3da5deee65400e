package io.github.locky;

import java.time.Duration;
import java.util.List;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users of Redis that must not use the channel.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessagePermissionTests {

	@ParameterizedTest
	@ValueSource(strings = { "&* -publish", "resetchannels", "&* -subscribe" })
	void withoutTheChannelLocksWorkAndThePollDelivers(String rights, CapturedOutput output) {
		try (RedisServer server = RedisServer.start(); LockyInstance instance = start(server, rights)) {
			assertThat(instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(100)))).isTrue();
			awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada");
			assertThat(instance.locky().lock("article:1", "grace")).isTrue();
			assertThat(instance.locky().lock(LockRequest.ofAll(List.of("article:1", "a")).locker("ada"))).isFalse();
			assertThat(instance.locky().unlock("article:1", "grace")).isTrue();
			awaitHeard(instance, "locked article:1 by ada", "expired article:1 by ada", "locked article:1 by grace",
					"unlocked article:1 by grace");
			if (!rights.contains("-subscribe")) {
				assertThat(output).containsOnlyOnce("does not allow PUBLISH");
			}
		}
		assertThat(output).doesNotContain("works with Redis again");
	}

	@Test
	void withTheChannelNothingIsSaid(CapturedOutput output) {
		try (RedisServer server = RedisServer.start(); LockyInstance instance = start(server, "&*")) {
			instance.locky().lock("article:1", "ada");
			awaitHeard(instance, "locked article:1 by ada");
		}
		assertThat(output).doesNotContain("PUBLISH").doesNotContain("subscribe");
	}

	private static LockyInstance start(RedisServer server, String rights) {
		String[] channel = rights.split(" ");
		server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", channel[0],
				(channel.length > 1) ? channel[1] : "+@all");
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
		configuration.setUsername("app");
		configuration.setPassword("secret");
		return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()),
				RedisStoreSettings.defaults());
	}

	private static void awaitHeard(LockyInstance instance, String... events) {
		Awaitility.await().untilAsserted(() -> assertThat(instance.heard()).containsExactly(events));
	}

}
