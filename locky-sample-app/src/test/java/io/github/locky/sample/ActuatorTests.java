package io.github.locky.sample;

import io.github.locky.LockyOperations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Tests for what an operator sees and may do over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class ActuatorTests {

	private static final String RESOURCE = "/actuator/locky?resource={resource}";

	@Autowired
	private RestTestClient client;

	@Autowired
	private LockyOperations locky;

	@DynamicPropertySource
	static void redisPort(DynamicPropertyRegistry registry) {
		int port = TestSocketUtils.findAvailableTcpPort();
		registry.add("embedded-redis.port", () -> port);
	}

	@AfterEach
	void unlockAll() {
		this.locky.findAll().forEach((lock) -> this.locky.unlock(lock.resource()));
	}

	@Test
	void listsHeldLocksPageByPage() {
		this.locky.lock("article:1", "ada");
		this.locky.lock("article:2", "bob");
		this.client.get()
			.uri("/actuator/locky?prefix=article:&limit=1")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.locks.length()")
			.isEqualTo(1)
			.jsonPath("$.next")
			.isNotEmpty()
			.jsonPath("$.instance.waiters")
			.isEqualTo(0);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "article:1", "a/b//c", "100%", "%2F", "two words", "caf\u00e9 \ud83d\udd12", "a+b&c=d?e#f" })
	void findsAndBreaksTheLockOfAnyResource(String resource) {
		this.locky.lock(resource, "ada");
		this.client.get()
			.uri(RESOURCE, resource)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.locks[0].resource")
			.isEqualTo(resource)
			.jsonPath("$.locks[0].locker")
			.isEqualTo("ada");
		this.client.delete()
			.uri(RESOURCE, resource)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.locker")
			.isEqualTo("ada");
		this.client.get().uri(RESOURCE, resource).exchange().expectStatus().isNotFound();
		this.client.delete().uri(RESOURCE, resource).exchange().expectStatus().isNoContent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "limit=0", "limit=1001", "limit=all", "cursor=nonsense", "resource=" })
	void refusesWhatMakesNoSense(String query) {
		this.client.get().uri("/actuator/locky?" + query).exchange().expectStatus().isBadRequest();
	}

	@Test
	void breaksNothingUnlessTheResourceIsNamed() {
		this.client.delete().uri("/actuator/locky").exchange().expectStatus().isBadRequest();
	}

}
