package io.github.locky.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockyObservations} and what is observed.
 */
@RedisTest
class LockyObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

	private final RedisServer redis;

	private LockyInstance instance;

	LockyObservationTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.registry.observationConfig().observationHandler(new Recorder());
		this.instance = LockyInstance.start(this.redis).observe(this.registry);
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	@Test
	void lockHasResourceAndLockerWithHighCardinalityOnly() {
		this.instance.locky().lock("article:1", "ada");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("locky.lock")
			.hasContextualNameEqualTo("locky lock")
			.hasBeenStarted()
			.hasBeenStopped();
		assertThat(this.stopped).singleElement().satisfies((context) -> {
			assertThat(context.getLowCardinalityKeyValues())
				.containsExactlyInAnyOrderElementsOf(KeyValues.of("operation", "lock", "outcome", "ACQUIRED"));
			assertThat(context.getHighCardinalityKeyValues()).containsExactlyInAnyOrderElementsOf(
					KeyValues.of("locky.resource", "article:1", "locky.locker", "ada"));
		});
	}

	@Test
	void refusalAndTakeoverAreOutcomes() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().lock("article:1", "bob");
		this.instance.locky().lock(LockRequest.of("article:1", "bob").force());
		assertThat(outcomes("locky.lock")).containsExactly("ACQUIRED", "NOT_ACQUIRED", "TAKEN_OVER");
	}

	@Test
	void failureIsAnOutcomeAndAnError() {
		this.redis.command("SADD", "lock:resource:article:1", "odd");
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.instance.locky().lock("article:1", "ada"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasLowCardinalityKeyValue("outcome", "ERROR")
			.hasError();
		this.redis.command("DEL", "lock:resource:article:1");
	}

	@Test
	void unlockAndRefreshOfWhoeverHasNoLocker() {
		this.instance.locky().unlock("article:1");
		this.instance.locky().refresh("article:1", "ada");
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().refresh("article:1");
		this.instance.locky().unlock("article:1", "ada");
		assertThat(outcomes("locky.unlock")).containsExactly("NOT_HELD", "RELEASED");
		assertThat(outcomes("locky.refresh")).containsExactly("NOT_HELD", "REFRESHED");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasAnObservation((observation) -> observation.hasNameEqualTo("locky.unlock")
				.hasHighCardinalityKeyValue("locky.locker", "none"));
	}

	@Test
	void unlockAndRefreshByTokenAreObservedAsTheOthersAre() {
		long token = this.instance.locky().attempt(LockRequest.of("article:1", "ada")).lock().fencingToken();
		this.instance.locky().refresh("article:1", "ada", token);
		this.instance.locky().refresh("article:1", "ada", token + 1);
		this.instance.locky().unlock("article:1", "ada", token);
		this.instance.locky().unlock("article:1", "ada", token);
		assertThat(outcomes("locky.refresh")).containsExactly("REFRESHED", "NOT_HELD");
		assertThat(outcomes("locky.unlock")).containsExactly("RELEASED", "NOT_HELD");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasAnObservation((observation) -> observation.hasNameEqualTo("locky.unlock")
				.hasHighCardinalityKeyValue("locky.locker", "ada"));
	}

	@Test
	void waitEndsWithTheLockAndHasTheAttemptsAsChildren() {
		this.instance.locky().lock(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(1)));
		this.stopped.clear();
		this.registry.clear();
		assertThat(this.instance.locky().lock(LockRequest.of("article:1", "bob").waitAtMost(Duration.ofSeconds(30))))
			.isTrue();
		assertThat(outcomes("locky.wait")).containsExactly("ACQUIRED");
		assertThat(outcomes("locky.lock")).startsWith("NOT_ACQUIRED").endsWith("ACQUIRED");
		assertThat(parents("locky.lock")).isNotEmpty().containsOnly("locky.wait");
	}

	@Test
	void waitInVainIsRefused() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().lock(LockRequest.of("article:1", "bob").waitAtMost(Duration.ofMillis(20)));
		assertThat(outcomes("locky.wait")).containsExactly("NOT_ACQUIRED");
	}

	@Test
	void holdLastsFromAcquisitionToRelease() {
		Lease lease = this.instance.locky().acquire(LockRequest.ofAll(List.of("article:1", "image:7")).locker("ada"));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("locky.hold")
			.that()
			.hasBeenStarted()
			.isNotStopped();
		lease.release();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("locky.hold")
			.that()
			.hasLowCardinalityKeyValue("outcome", "RELEASED")
			.hasHighCardinalityKeyValue("locky.resource", "article:1,image:7")
			.hasBeenStopped();
		assertThat(outcomes("locky.unlock")).containsExactly("RELEASED");
	}

	@Test
	void holdOfALostLeaseEndsAsLost() {
		this.instance.locky().acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(60)));
		this.instance.locky().unlock("article:1");
		Awaitility.await().untilAsserted(() -> assertThat(outcomes("locky.hold")).containsExactly("LOST"));
	}

	@Test
	void holdEndsAtShutdown() {
		this.instance.locky().acquire(LockRequest.of("article:1", "ada"));
		this.instance.leases().releaseAll();
		assertThat(outcomes("locky.hold")).containsExactly("RELEASED");
	}

	@Test
	void callIsAChildOfWhatTheApplicationDoes() {
		Observation.createNotStarted("request", this.registry)
			.observe(() -> this.instance.locky().lock("article:1", "ada"));
		assertThat(parents("locky.lock")).containsExactly("request");
	}

	@Test
	void metersHaveNoResourceAndNoLocker() {
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry metered = ObservationRegistry.create();
		metered.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		this.instance.observe(metered);
		this.instance.locky().executeWithoutResult(LockRequest.of("article:1", "ada"), (lease) -> {
		});
		assertThat(meters.get("locky.lock").tag("operation", "lock").tag("outcome", "ACQUIRED").timer().count())
			.isEqualTo(1);
		assertThat(meters.get("locky.hold").tag("outcome", "RELEASED").timer().count()).isEqualTo(1);
		assertThat(meters.getMeters()).isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getTags())
				.allMatch((tag) -> List.of("operation", "outcome", "error").contains(tag.getKey())));
	}

	@Test
	void nothingIsMadeForARegistryThatWantsNothing() {
		assertThat(LockyObservations.NOOP.isNoop()).isTrue();
		assertThat(LockyObservations.NOOP.start(LockyObservationDocumentation.HOLD, List.of("article:1"), "ada"))
			.isNull();
		this.instance.observe(ObservationRegistry.NOOP);
		this.instance.locky().executeWithoutResult(LockRequest.of("article:1", "ada"), (lease) -> {
		});
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
	}

	private List<String> outcomes(String name) {
		return this.stopped.stream()
			.filter((context) -> name.equals(context.getName()))
			.map((context) -> context.getLowCardinalityKeyValue("outcome").getValue())
			.toList();
	}

	private List<String> parents(String name) {
		return this.stopped.stream()
			.filter((context) -> name.equals(context.getName()))
			.map((context) -> context.getParentObservation().getContextView().getName())
			.toList();
	}

	private final class Recorder implements ObservationHandler<LockyObservationContext> {

		@Override
		public void onStop(LockyObservationContext context) {
			LockyObservationTests.this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof LockyObservationContext;
		}

	}

}
