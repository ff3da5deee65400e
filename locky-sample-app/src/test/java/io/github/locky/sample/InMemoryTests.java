package io.github.locky.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample with locks in memory, where no Redis is.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "locky.store=memory")
@AutoConfigureRestTestClient
class InMemoryTests {

	@TempDir
	static Path database;

	@Autowired
	private RestTestClient client;

	@Autowired
	private ObjectProvider<RedisServer> redis;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.datasource.url", () -> "jdbc:h2:file:" + database.resolve("newsroom"));
	}

	@Test
	void isHealthy() {
		assertThat(this.redis.stream()).isEmpty();
		this.client.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.locky.status")
			.isEqualTo("UP");
	}

	@Test
	void locksArticles() {
		this.client.post().uri("/articles/1/lock?editor=Ada&tab=a").exchange().expectStatus().isOk();
		this.client.post()
			.uri("/articles/1/lock?editor=Bob&tab=b")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.LOCKED);
	}

}
