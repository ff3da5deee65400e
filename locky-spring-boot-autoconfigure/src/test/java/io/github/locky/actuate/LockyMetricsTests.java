package io.github.locky.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyMetrics}.
 */
@Timeout(120)
class LockyMetricsTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private RedisServer redis;

	private LockyInstance instance;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.instance = LockyInstance.start(this.redis);
		bind(this.instance, this.meters);
	}

	private static void bind(LockyInstance instance, MeterRegistry meters) {
		new LockyMetrics(instance.engine()).bindTo(meters);
	}

	@AfterEach
	void stop() {
		this.instance.close();
		this.redis.close();
	}

	@Test
	void everyDocumentedMeterIsThereAndNoOther() {
		assertThat(this.meters.getMeters().stream().map((meter) -> meter.getId().getName()).collect(Collectors.toSet()))
			.containsExactlyInAnyOrderElementsOf(
					Stream.of(LockyMeterDocumentation.values()).map(LockyMeterDocumentation::getName).toList());
		for (LockyMeterDocumentation documented : LockyMeterDocumentation.values()) {
			Meter.Id id = this.meters.get(documented.getName()).meter().getId();
			assertThat(id.getType()).isEqualTo(documented.getType());
			assertThat(id.getDescription()).isEqualTo(documented.getDescription());
			assertThat(id.getTags()).extracting((tag) -> tag.getKey())
				.containsExactlyElementsOf(Stream.of(documented.getKeyNames()).map((key) -> key.asString()).toList());
		}
	}

	@Test
	void heldLocksAreThoseOfAllInstances() {
		try (LockyInstance other = LockyInstance.start(this.redis)) {
			this.instance.locky().lock("article:1", "ada");
			other.locky().lock("article:2", "bob");
			Lease lease = this.instance.locky()
				.acquire(LockRequest.ofAll(List.of("article:3", "article:4")).locker("ada"));
			awaitGauge("locky.locks.held", 4);
			assertThat(gauge("locky.leases.open")).isEqualTo(1);
			assertThat(gauge("locky.locks.leased")).isEqualTo(2);
			lease.release();
			awaitGauge("locky.locks.held", 2);
			assertThat(gauge("locky.leases.open")).isZero();
			assertThat(gauge("locky.locks.leased")).isZero();
		}
	}

	@Test
	void heldLocksAreUnknownWhenTheEngineIsStopped() {
		awaitGauge("locky.locks.held", 0);
		this.instance.engine().stop();
		assertThat(gauge("locky.locks.held")).isNaN();
		assertThat(this.meters.get("locky.events.lag").timeGauge().value()).isNaN();
	}

	@Test
	void waitersAndRefusalsAreThoseOfThisInstance() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().lock("article:1", "bob");
		Thread thread = new Thread(() -> this.instance.locky()
			.lock(LockRequest.of("article:1", "bob").waitAtMost(Duration.ofSeconds(60))));
		thread.start();
		awaitGauge("locky.waiters", 1);
		assertThat(count("locky.not.acquired")).isEqualTo(1);
		this.instance.locky().unlock("article:1");
		awaitGauge("locky.waiters", 0);
		assertThat(count("locky.not.acquired")).isEqualTo(1);
	}

	@Test
	void takeoversAreCounted() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().lock(LockRequest.of("article:1", "bob").force());
		assertThat(count("locky.takeovers")).isEqualTo(1);
		assertThat(count("locky.not.acquired")).isZero();
	}

	@Test
	void eventsAreCountedByKindInEveryInstance() {
		try (LockyInstance other = LockyInstance.start(this.redis)) {
			MeterRegistry others = new SimpleMeterRegistry();
			bind(other, others);
			this.instance.locky().lock("article:1", "ada");
			this.instance.locky().lock(LockRequest.of("article:1", "bob").force());
			this.instance.locky().unlock("article:1");
			this.instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(1)));
			for (MeterRegistry each : List.of(this.meters, others)) {
				Awaitility.await()
					.untilAsserted(() -> assertThat(Stream.of("LOCKED", "FORCED", "UNLOCKED", "EXPIRED")
						.map((kind) -> each.get("locky.events").tag("kind", kind).functionCounter().count()))
						.containsExactly(2.0, 1.0, 1.0, 1.0));
			}
			assertThat(count("locky.events.missed")).isZero();
		}
	}

	@Test
	void eventsReadWithoutAMessageAreReplays() {
		try (LockyInstance deaf = LockyInstance.start(this.redis, LockyInstance.Options.DEFAULT.withoutMessages())) {
			MeterRegistry others = new SimpleMeterRegistry();
			bind(deaf, others);
			Awaitility.await().until(() -> others.get("locky.locks.held").gauge().value() == 0);
			this.instance.locky().lock("article:1", "ada");
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(others.get("locky.events.replayed").functionCounter().count()).isEqualTo(1));
		}
	}

	@Test
	void lostEventsAreCounted() {
		this.instance.locky().lock("article:1", "ada");
		Awaitility.await().until(() -> this.instance.heard().size() == 1);
		this.redis.command("FLUSHALL");
		Awaitility.await().untilAsserted(() -> assertThat(count("locky.events.missed")).isEqualTo(1));
	}

	@Test
	void eventsThatWaitLag() {
		CountDownLatch slow = new CountDownLatch(1);
		try {
			this.instance.onEvent((event) -> {
				try {
					slow.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			this.instance.locky().lock("article:1", "ada");
			this.instance.locky().lock("article:2", "ada");
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.meters.get("locky.events.lag").timeGauge().value()).isPositive());
		}
		finally {
			slow.countDown();
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.meters.get("locky.events.lag").timeGauge().value()).isZero());
	}

	@Test
	void renewalsAndLossesOfLeasesAreCounted() {
		this.instance.locky().acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(3)).keepAlive());
		Awaitility.await().untilAsserted(() -> assertThat(renewals("RENEWED")).isPositive());
		this.redis.pause();
		Awaitility.await().untilAsserted(() -> assertThat(count("locky.leases.lost")).isEqualTo(1));
		this.redis.resume();
		this.instance.locky().acquire(LockRequest.of("article:2", "ada").ttl(Duration.ofSeconds(60)).keepAlive());
		this.instance.locky().unlock("article:2");
		Awaitility.await().untilAsserted(() -> {
			assertThat(renewals("LOST")).isPositive();
			assertThat(count("locky.leases.lost")).isEqualTo(2);
		});
	}

	private double renewals(String outcome) {
		return this.meters.get("locky.renewals").tag("outcome", outcome).functionCounter().count();
	}

	private double count(String name) {
		return this.meters.get(name).functionCounter().count();
	}

	private double gauge(String name) {
		return this.meters.get(name).gauge().value();
	}

	private void awaitGauge(String name, double value) {
		Awaitility.await().untilAsserted(() -> assertThat(gauge(name)).isEqualTo(value));
	}

}
