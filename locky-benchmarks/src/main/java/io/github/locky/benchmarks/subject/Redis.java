package io.github.locky.benchmarks.subject;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections as Spring Boot sets them up by default.
 */
final class Redis {

	static final String HOST = "127.0.0.1";

	private Redis() {
	}

	static LettuceConnectionFactory connectionFactory(int port) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(HOST, port));
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

}
