package io.github.locky.recipes;

import java.time.Duration;

import io.github.locky.autoconfigure.LockyRedisConnectionFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A Redis of Locky's own, made by hand.
 */
// snippet: connection
@Configuration(proxyBeanMethods = false)
class LockRedisConfiguration {

	@Bean(defaultCandidate = false)
	@LockyRedisConnectionFactory
	LettuceConnectionFactory lockRedisConnectionFactory(@Value("${locks.host}") String host,
			@Value("${locks.port}") int port) {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(Duration.ofSeconds(2))
			.clientName("locks")
			.build();
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port), client);
	}

}
// end
