package io.github.locky.compatibility;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.actuate.LockyEndpoint;
import io.github.locky.actuate.LockyHealthIndicator;
import io.github.locky.annotation.Locked;
import io.github.locky.event.LockyEvent;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.embedded.RedisServer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application does with Locky, on the version of Spring Boot of this module.
 */
@SpringBootTest(
		properties = { "locky.ttl=5m", "spring.data.redis.timeout=5s", "management.endpoints.web.exposure.include=*" })
@ExtendWith(OutputCaptureExtension.class)
class SpringBootTests {

	@Autowired
	private LockyOperations locky;

	@Autowired
	private Desk desk;

	@Test
	void isAnotherVersionThanLockyIsBuiltWith() {
		assertThat(SpringBootVersion.getVersion()).startsWith("4.0.");
	}

	@Test
	void locksAndHears() {
		assertThat(this.locky.lock("article:1", "ada")).isTrue();
		assertThat(this.locky.lock("article:1", "bob")).isFalse();
		assertThat(this.locky.find("article:1").orElseThrow().remaining()).isPositive();
		assertThat(this.locky.refresh("article:1", "ada")).isTrue();
		assertThat(this.locky.unlock("article:1")).isTrue();
		this.locky.lock(LockRequest.of("article:1", "bob").ttl(Duration.ofMillis(1)));
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.desk.heard()).containsExactly("ResourceLockedEvent ada",
					"ResourceUnlockedEvent ada", "ResourceLockedEvent bob", "ResourceExpiredEvent bob"));
	}

	@Test
	void locksMethods() {
		assertThat(this.desk.publish(7)).isNotNull();
		assertThat(this.locky.getLocker("published:7")).isNull();
	}

	@Test
	void tellsHowItDoes(@Autowired LockyHealthIndicator health, @Autowired LockyEndpoint endpoint,
			@Autowired MeterRegistry meters) {
		Awaitility.await().untilAsserted(() -> assertThat(health.health(true).getStatus()).isEqualTo(Status.UP));
		this.locky.executeWithoutResult(LockRequest.of("report"),
				(lease) -> assertThat(endpoint.locks("report", null, null, null, null)).isNotNull());
		assertThat(meters.find("locky.leases.open").meters()).isNotEmpty();
	}

	@Test
	void aBadPropertyIsExplained(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Desk.class);
		assertThatException().isThrownBy(() -> application.run("--locky.ttl=0s"));
		assertThat(output).contains("APPLICATION FAILED TO START", "locky.ttl", "at least 1 ms");
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Desk {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		private final LockyOperations locky;

		Desk(LockyOperations locky) {
			this.locky = locky;
		}

		@EventListener
		void on(LockyEvent event) {
			if (event.getResource().equals("article:1")) {
				this.heard.add(event.getClass().getSimpleName() + " " + event.getLocker());
			}
		}

		List<String> heard() {
			return this.heard;
		}

		@Locked("published:#{#id}")
		String publish(long id) {
			return this.locky.getLocker("published:" + id);
		}

		@Bean(initMethod = "start", destroyMethod = "stop")
		static RedisServer redisServer() throws IOException {
			try (ServerSocket free = new ServerSocket(0)) {
				return RedisServer.newRedisServer()
					.bind("127.0.0.1")
					.port(free.getLocalPort())
					.setting("save \"\"")
					.build();
			}
		}

		@Bean
		static DataRedisConnectionDetails redisConnectionDetails(RedisServer redisServer) {
			return new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("127.0.0.1", redisServer.ports().get(0));
				}

			};
		}

	}

}
