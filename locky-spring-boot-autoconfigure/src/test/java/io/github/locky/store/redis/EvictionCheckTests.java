package io.github.locky.store.redis;

import java.util.Properties;

import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EvictionCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EvictionCheckTests {

	private static final String WARNING = "Redis may evict locks";

	@Test
	void evictingRedisIsWarnedOfOnce(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
				LockyInstance instance = LockyInstance.start(server)) {
			assertThat(instance.locky().lock("article:1", "ada")).isTrue();
			server.command("CLIENT", "KILL", "TYPE", "normal");
			assertThat(instance.locky().unlock("article:1", "ada")).isTrue();
			assertThat(output).containsOnlyOnce(WARNING).contains("'maxmemory-policy' is allkeys-lru");
		}
	}

	@Test
	void nothingIsSaidWithoutEviction(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "noeviction");
				LockyInstance instance = LockyInstance.start(server)) {
			assertThat(instance.locky().lock("article:1", "ada")).isTrue();
		}
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void nothingIsSaidWithoutTheRightToAsk(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {
			server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-info");
			RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
			configuration.setUsername("app");
			configuration.setPassword("secret");
			try (LockyInstance instance = LockyInstance.start(
					new LettuceConnectionFactory(configuration, LockyInstance.client()),
					RedisStoreSettings.defaults())) {
				assertThat(instance.locky().lock("article:1", "ada")).isTrue();
			}
		}
		assertThat(output).doesNotContain(WARNING).doesNotContain("cannot work with Redis");
	}

	@Test
	void policiesOfAllNodesOfAClusterCount() {
		Properties info = new Properties();
		info.setProperty("127.0.0.1:7000.maxmemory", "0");
		info.setProperty("127.0.0.1:7000.maxmemory_policy", "allkeys-lru");
		info.setProperty("127.0.0.1:7001.maxmemory", "1000");
		info.setProperty("127.0.0.1:7001.maxmemory_policy", "volatile-ttl");
		info.setProperty("127.0.0.1:7002.maxmemory", "1000");
		info.setProperty("127.0.0.1:7002.maxmemory_policy", "noeviction");
		assertThat(EvictionCheck.evictingPolicies(info)).containsExactly("volatile-ttl");
	}

}
