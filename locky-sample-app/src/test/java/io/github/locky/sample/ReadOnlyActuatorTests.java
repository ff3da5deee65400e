package io.github.locky.sample;

import io.github.locky.LockyOperations;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nobody breaks a lock where that is not allowed.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.endpoint.locky.access=read-only")
@AutoConfigureRestTestClient
class ReadOnlyActuatorTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private LockyOperations locky;

	@DynamicPropertySource
	static void redisPort(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("embedded-redis.port", () -> port);
	}

	@Test
	void locksMayBeSeenButNotBroken() {
		this.locky.lock("article:1", "ada");
		this.client.get().uri("/actuator/locky?resource=article:1").exchange().expectStatus().isOk();
		this.client.delete().uri("/actuator/locky?resource=article:1").exchange().expectStatus().isEqualTo(405);
		assertThat(this.locky.getLocker("article:1")).isEqualTo("ada");
		this.locky.unlock("article:1");
	}

}
