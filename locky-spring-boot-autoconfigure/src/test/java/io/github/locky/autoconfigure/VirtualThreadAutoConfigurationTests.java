package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What vouches for locks runs on platform threads, also if the application wants virtual
 * ones, whose carriers may all be busy.
 */
@RedisTest
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(60)
class VirtualThreadAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner;

	VirtualThreadAutoConfigurationTests(RedisServer server) {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class))
			.withBean(Listener.class)
			.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatVouchesForLocksRunsOnPlatformThreads(boolean virtual) {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run((context) -> {
			useAll(context.getBean(LockyOperations.class), context.getBean(Listener.class));
			assertThat(context.getBean(Listener.class).heardOn.values())
				.allSatisfy((thread) -> assertThat(thread).hasFieldOrPropertyWithValue("virtual", false));
			assertThat(platformThreads()).extracting(Thread::getName)
				.contains("locky-engine-1", "locky-sweeper", "locky-lease-scheduler");
		});
	}

	private static void useAll(LockyOperations locky, Listener listener) {
		locky.acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(60)).keepAlive());
		locky.unlock("article:1");
		Awaitility.await().until(() -> listener.heardOn.size() == 2);
	}

	// Virtual threads are not among them
	private static Set<Thread> platformThreads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> !thread.getName().startsWith("locky-"));
		return threads;
	}

	static class Listener {

		private final Map<String, Thread> heardOn = new ConcurrentHashMap<>();

		@EventListener
		void onUnlocked(ResourceUnlockedEvent event) {
			this.heardOn.put("unlocked", Thread.currentThread());
		}

		@EventListener
		void onLost(LeaseLostEvent event) {
			this.heardOn.put("lost", Thread.currentThread());
		}

	}

}
