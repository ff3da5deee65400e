package io.github.locky.testing;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedisServer}.
 */
class RedisServerTests {

	@Test
	void answersInEveryReplyType() {
		try (RedisServer redis = RedisServer.start()) {
			assertThat(redis.command("SET", "schlüssel", "wert €")).isEqualTo("OK");
			assertThat(redis.command("GET", "schlüssel")).isEqualTo("wert €");
			assertThat(redis.command("GET", "none")).isNull();
			assertThat(redis.command("DEL", "schlüssel", "none")).isEqualTo(1L);
			assertThat(redis.command("EVAL", "return {1, 'a', {}, false}", "0"))
				.isEqualTo(Arrays.asList(1L, "a", Arrays.asList(), null));
			assertThatExceptionOfType(RedisErrorException.class).isThrownBy(() -> redis.command("NOSUCH"))
				.withMessageContaining("unknown command");
			assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
		}
	}

	@Test
	void killedAndRestartedKeepsPortAndAppendOnlyFile() {
		try (RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always")) {
			redis.command("SET", "a", "1");
			redis.kill();
			assertThat(redis.isRunning()).isFalse();
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> redis.command("PING"));
			redis.restart();
			assertThat(redis.command("GET", "a")).isEqualTo("1");
			redis.shutdown();
			assertThat(redis.isRunning()).isFalse();
			redis.restart();
			assertThat(redis.command("GET", "a")).isEqualTo("1");
		}
	}

	@Test
	void pausedAnswersAfterResume() {
		try (RedisServer redis = RedisServer.start(); RespConnection connection = redis.connect()) {
			connection.command("PING");
			redis.pause();
			connection.send("INCR", "counter");
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> connection.read(Duration.ofMillis(200)));
			redis.resume();
			assertThat(connection.read()).isEqualTo(1L);
		}
	}

	@Test
	void authenticatesWithItsPassword() {
		try (RedisServer redis = RedisServer.start("--requirepass", "secret")) {
			assertThat(redis.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void closeLeavesNoProcessAndCanBeRepeated() {
		RedisServer redis = RedisServer.start();
		redis.close();
		redis.close();
		assertThat(redis.isRunning()).isFalse();
	}

	@Test
	void reportsWhyItDidNotStart() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServer.start("--nonsense", "1"))
			.withMessageContaining("nonsense");
	}

}
