package io.github.locky.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisServer;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedRedisConfiguration}.
 */
class EmbeddedRedisConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(EmbeddedRedisConfiguration.class)
		.withPropertyValues("embedded-redis.port=" + TestSocketUtils.findAvailableTcpPort());

	@Test
	void startsUnlessToldWhereRedisIs() {
		this.contextRunner.withPropertyValues("spring.data.redis.timeout=2s").run((context) -> {
			RedisServer server = context.getBean(RedisServer.class);
			assertThat(server.isActive()).isTrue();
			assertThat(context.getBean(DataRedisConnectionDetails.class).getStandalone().getPort())
				.isEqualTo(server.ports().get(0));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.url=redis://redis", "spring.data.redis.host=redis",
			"spring.data.redis.port=6379", "spring.data.redis.sentinel.nodes=redis:26379",
			"spring.data.redis.cluster.nodes[0]=redis:6379", "locky.redis.host=redis" })
	void backsOffWhenToldWhereRedisIs(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).doesNotHaveBean(RedisServer.class)
				.doesNotHaveBean(DataRedisConnectionDetails.class));
	}

}
