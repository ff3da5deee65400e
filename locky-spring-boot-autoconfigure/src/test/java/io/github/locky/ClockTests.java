package io.github.locky;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.store.redis.Journals;
import io.github.locky.testing.FakeClock;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Clocks that are wrong, and clocks that step.
 */
@Timeout(120)
class ClockTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String JOURNAL = "locky:lock:resource:journal";

	private FakeClock clock;

	@BeforeEach
	void makeClock() {
		this.clock = FakeClock.create();
	}

	@AfterEach
	void deleteClock() {
		this.clock.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, -1 })
	void clockOfTheClientDoesNotMatter(int hours) throws IOException, InterruptedException {
		this.clock.set(HOUR.multipliedBy(hours));
		try (RedisServer redis = RedisServer.start(); LockyInstance other = LockyInstance.start(redis)) {
			Map<String, String> said = run(redis);
			long now = System.currentTimeMillis();
			assertThat(Long.parseLong(said.get("clock")) - now).isCloseTo(HOUR.multipliedBy(hours).toMillis(),
					within(HOUR.toMillis() / 2));
			assertThat(said).containsEntry("locked", "true")
				.containsEntry("locked-by-another", "false")
				.containsEntry("unlocked", "true")
				.containsEntry("kept-alive", "true")
				.containsEntry("taken-after-expiry", "true");
			assertThat(Long.parseLong(said.get("remaining"))).isBetween(1L, 30L);
			assertThat(Long.parseLong(said.get("since"))).isCloseTo(now, within(HOUR.toMillis() / 2));
			Awaitility.await().until(() -> other.heard("article:3").size() == 4);
			for (LockyEvent event : other.events(LockyEvent.class)) {
				assertThat(event.getInstant().toEpochMilli()).isCloseTo(now, within(HOUR.toMillis() / 2));
			}
			Instant last = other.lastEvent().getInstant();
			assertThat(said).containsEntry("ResourceExpiredEvent-article:3", String.valueOf(last.toEpochMilli()));
		}
	}

	private Map<String, String> run(RedisServer redis) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), ClockMain.class.getName(), redis.host(),
				String.valueOf(redis.port()))
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(this.clock.environment());
		Process process = builder.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			Map<String, String> said = new HashMap<>();
			output.lines()
				.map((line) -> line.split(" "))
				.filter((words) -> words.length == 2)
				.forEach((words) -> said.put(words[0], words[1]));
			return said;
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void clockOfRedisMayStepForwardAndBack() {
		try (RedisServer redis = this.clock.startRedis();
				LockyInstance a = LockyInstance.start(redis);
				LockyInstance b = LockyInstance.start(redis)) {
			a.locky().lock("held", "ada");
			a.locky().lock(LockRequest.of("limited", "ada").ttl(Duration.ofMinutes(10)));
			try (Traffic traffic = Traffic.on(a, b)) {
				this.clock.set(HOUR);
				assertThatRedisIsAheadBy(redis, HOUR);
				awaitHeard(b, "limited", "locked limited by ada", "expired limited by ada");
				assertThat(b.locky().lock(LockRequest.of("limited", "bob").ttl(Duration.ofMinutes(10)))).isTrue();
				traffic.awaitProgress();
				this.clock.set(Duration.ZERO);
				assertThatRedisIsAheadBy(redis, Duration.ZERO);
				traffic.awaitProgress();
				assertThat(a.locky().lock("limited", "ada")).isFalse();
				assertThat(a.locky().find("limited").orElseThrow().remaining()).isGreaterThan(Duration.ofMinutes(30));
				assertThat(a.locky().lock(LockRequest.of("limited", "ada").ttl(Duration.ofSeconds(1)).force()))
					.isTrue();
				awaitHeard(b, "limited", "locked limited by ada", "expired limited by ada", "locked limited by bob",
						"locked limited by ada", "expired limited by ada");
				assertThat(traffic.accidents()).isEmpty();
			}
			assertThat(a.locky().unlock("held", "ada")).isTrue();
			assertNothingIsLeftBehind(redis);
			for (LockyInstance instance : List.of(a, b)) {
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(
							() -> assertThat(instance.histories()).isEqualTo(Journals.histories(redis, JOURNAL)));
				assertThat(instance.events(LockyEventsMissedEvent.class)).isEmpty();
				assertOneLockerAfterAnother(instance);
			}
		}
	}

	@Test
	void holdIsNeverLongerThanAskedForWhenTheClockOfRedisStepsBack() {
		Duration hold = Duration.ofMinutes(10);
		try (RedisServer redis = this.clock.startRedis(); LockyInstance a = LockyInstance.start(redis)) {
			this.clock.set(HOUR);
			assertThatRedisIsAheadBy(redis, HOUR);
			Lease before = a.locky()
				.acquire(LockRequest.of("before", "ada").ttl(hold.multipliedBy(2)).holdAtLeast(hold));
			this.clock.set(Duration.ZERO);
			assertThatRedisIsAheadBy(redis, Duration.ZERO);
			before.close();
			assertThat(a.locky().find("before").orElseThrow().remaining()).isBetween(hold.minusMinutes(2), hold);
			// The ids of the journal are still those of an hour later
			Lease endless = a.locky().acquire(LockRequest.of("endless", "ada").noTtl().holdAtLeast(hold));
			Lease limited = a.locky().acquire(LockRequest.of("limited", "ada").ttl(HOUR).holdAtLeast(hold));
			this.clock.set(Duration.ofMinutes(5));
			Awaitility.await()
				.until(() -> a.locky().find("limited").orElseThrow().remaining().compareTo(Duration.ofMinutes(56)) < 0);
			endless.close();
			limited.close();
			assertThat(a.locky().find("endless").orElseThrow().remaining()).isBetween(Duration.ofMinutes(3), hold);
			assertThat(a.locky().find("limited").orElseThrow().remaining()).isBetween(Duration.ofMinutes(3),
					Duration.ofMinutes(5));
		}
	}

	private static void assertThatRedisIsAheadBy(RedisServer redis, Duration offset) {
		Awaitility.await().untilAsserted(() -> {
			long seconds = Long.parseLong((String) ((List<?>) redis.command("TIME")).get(0));
			assertThat(seconds - Instant.now().getEpochSecond()).isCloseTo(offset.toSeconds(),
					within(HOUR.toSeconds() / 2));
		});
	}

	private static void awaitHeard(LockyInstance instance, String resource, String... events) {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(instance.heard(resource)).containsExactly(events));
	}

	private static void assertNothingIsLeftBehind(RedisServer redis) {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(redis.command("KEYS", "lock:resource:*")).isEqualTo(List.of());
			assertThat(redis.command("EXISTS", "locky:lock:resource:holders", "locky:lock:resource:deadlines"))
				.isEqualTo(0L);
		});
	}

	private static void assertOneLockerAfterAnother(LockyInstance instance) {
		instance.histories().forEach((resource, history) -> {
			List<Long> tokens = new ArrayList<>();
			for (String event : history) {
				long token = Long.parseLong(event.substring(event.indexOf('#') + 1));
				if (event.startsWith("locked")) {
					tokens.add(token);
				}
				assertThat(tokens.get(tokens.size() - 1)).as(resource + ": " + event).isEqualTo(token);
			}
			assertThat(tokens).as(resource).isSorted().doesNotHaveDuplicates();
		});
	}

}
