package io.github.locky.testing;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisTest @RedisTest}.
 */
@RedisTest
class RedisTestTests {

	private final RedisServer redis;

	RedisTestTests(RedisServer redis) {
		this.redis = redis;
	}

	@RepeatedTest(2)
	void startsEmpty(StringRedisTemplate template) {
		assertThat(template.opsForValue().setIfAbsent("a", "1")).isTrue();
		assertThat(this.redis.command("GET", "a")).isEqualTo("1");
	}

	@Test
	void sharesServerAndConnectionFactory(RedisServer server, LettuceConnectionFactory factory,
			StringRedisTemplate template) {
		assertThat(server).isSameAs(this.redis).isSameAs(RedisServer.shared());
		assertThat(template.getConnectionFactory()).isSameAs(factory);
		server.close();
		assertThat(server.isRunning()).isTrue();
	}

}
