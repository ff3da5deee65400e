package io.github.locky.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.LockyOperations;
import io.github.locky.integration.LockyLockRegistry;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what an application's own code for observations must not change: locks are
 * granted, renewed, lost and released whatever it throws.
 */
@RedisTest
@ExtendWith(OutputCaptureExtension.class)
class ThrowingObservationTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final RedisServer redis;

	private LockyInstance instance;

	ThrowingObservationTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.instance = LockyInstance.start(this.redis);
	}

	@AfterEach
	void stop() {
		this.instance.close();
	}

	private LockyOperations throwingIn(Place place) {
		return this.instance.observe(place.observations(this.registry)).locky();
	}

	private boolean isLocked(String resource) {
		return this.redis.command("EXISTS", "lock:resource:" + resource).equals(1L);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsGrantedIsToldAsGranted(Place place) throws InterruptedException {
		LockyOperations locky = throwingIn(place);
		assertThat(locky.lock("article:1", "ada")).isTrue();
		assertThat(locky.lock("article:1", "bob")).isFalse();
		assertThat(locky.lock(LockRequest.of("article:1", "bob").waitAtMost(Duration.ofMillis(10)))).isFalse();
		assertThat(locky.refresh("article:1", "ada")).isTrue();
		assertThat(locky.attempt(LockRequest.of("article:2", "ada")).granted()).isTrue();
		assertThat(locky.lock(LockRequest.of("article:3", "ada").waitAtMost(SOON))).isTrue();
		assertThat(locky.tryAcquire(LockRequest.of("article:4", "ada"))).isPresent();
		assertThat(locky.acquireAsync(LockRequest.of("article:5", "ada").waitAtMost(SOON))).succeedsWithin(SOON);
		assertThat(locky.unlock("article:1", "ada")).isTrue();
		assertThat(isLocked("article:1")).isFalse();
		assertThat(new LockyLockRegistry(locky).obtain("article:6").tryLock(1, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsReleasedIsFree(Place place) {
		LockyOperations locky = throwingIn(place);
		Lease lease = locky.acquire(LockRequest.of("article:1", "ada"));
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.release()).isTrue();
		assertThat(isLocked("article:1")).isFalse();
		String result = locky.execute(LockRequest.of("article:2", "ada"), (held) -> "done");
		assertThat(result).isEqualTo("done");
		assertThatIllegalStateException()
			.isThrownBy(() -> locky.executeWithoutResult(LockRequest.of("article:2", "ada"), (held) -> {
				throw new IllegalStateException("of the call");
			}))
			.withMessage("of the call");
		assertThat(isLocked("article:2")).isFalse();
		assertThat(this.instance.leases().getCount()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void lossOfOneLeaseIsToldAndTheOtherIsRenewed(Place place) {
		LockyOperations locky = throwingIn(place);
		LockRequest request = LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(3)).keepAlive();
		Lease other = locky.acquire(request);
		Lease taken = locky.acquire(LockRequest.of("article:2", "ada").ttl(Duration.ofSeconds(3)).keepAlive());
		Lease over = locky.acquire(LockRequest.of("article:3", "ada").ttl(Duration.ofMillis(200)));
		CompletableFuture<Lease> lost = lost(taken);
		CompletableFuture<Lease> ended = lost(over);
		assertThat(locky.lock(LockRequest.of("article:2", "bob").force())).isTrue();
		assertThat(lost).succeedsWithin(SOON).isSameAs(taken);
		assertThat(ended).succeedsWithin(SOON).isSameAs(over);
		long renewed = this.instance.leases().getCounts().getRenewed();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.instance.leases().getCounts().getRenewed()).isGreaterThan(renewed + 1));
		assertThat(other.isValid()).isTrue();
		assertThat(this.instance.leases().getCount()).isOne();
		assertThat(this.instance.leases().getCounts().getLost()).isEqualTo(2);
	}

	private static CompletableFuture<Lease> lost(Lease lease) {
		CompletableFuture<Lease> lost = new CompletableFuture<>();
		lease.onLost(lost::complete);
		return lost;
	}

	@ParameterizedTest
	@EnumSource
	void endOfAnInstanceReleasesAllLeases(Place place) {
		LockyOperations locky = throwingIn(place);
		locky.acquire(LockRequest.of("article:1", "ada"));
		locky.acquire(LockRequest.of("article:2", "ada"));
		this.instance.engine().stop();
		assertThat(this.instance.engine().isRunning()).isFalse();
		assertThat(isLocked("article:1")).isFalse();
		assertThat(isLocked("article:2")).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void failureOfTheStoreIsNotHidden(Place place) {
		this.redis.command("SADD", "lock:resource:article:1", "odd");
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> throwingIn(place).lock("article:1", "ada"));
		this.redis.command("DEL", "lock:resource:article:1");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsObservedElsewhereGoesOnAsBefore(Place place) {
		Opened before = new Opened();
		this.registry.observationConfig().observationHandler(before);
		LockyOperations locky = throwingIn(place);
		Observation request = Observation.start("request", this.registry);
		try (Observation.Scope scope = request.openScope()) {
			assertThat(locky.lock("article:1", "ada")).isTrue();
			assertThat(this.registry.getCurrentObservation()).isSameAs(request);
			assertThat(before.scopes).isOne();
		}
		assertThat(this.registry.getCurrentObservation()).isNull();
		assertThat(before.scopes).isZero();
		assertThat(locky.lock("article:2", "ada")).isTrue();
		assertThat(this.registry.getCurrentObservation()).isNull();
		assertThat(before.scopes).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.INCLUDE, names = { "START", "ERROR", "SCOPE_OPENED", "SCOPE_CLOSED" })
	void handlersBeforeTheOneThatThrowsHearOfTheEnd(Place place) {
		MeterRegistry meters = new SimpleMeterRegistry();
		this.registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		assertThat(throwingIn(place).lock("article:1", "ada")).isTrue();
		assertThat(meters.get("locky.lock").tag("outcome", "ACQUIRED").timer().count()).isOne();
		assertThat(meters.get("locky.lock.active").longTaskTimer().activeTasks()).isZero();
	}

	@Test
	void whatIsThrownIsLoggedOnce(CapturedOutput output) {
		LockyOperations locky = throwingIn(Place.STOP);
		for (int i = 0; i < 3; i++) {
			assertThat(locky.lock("article:" + i, "ada")).isTrue();
		}
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "WARN")).isOne();
		assertThat(output).contains("thrown in STOP");
	}

	@Test
	void eachKindOfWhatIsThrownIsLogged(CapturedOutput output) {
		LockyObservations observations = Place.STOP.observations(this.registry);
		Place.SCOPE_OPENED.observations(this.registry);
		assertThat(this.instance.observe(observations).locky().lock("article:1", "ada")).isTrue();
		assertThat(output).contains("thrown in STOP").contains("thrown in SCOPE_OPENED");
	}

	/**
	 * Where something is thrown.
	 */
	enum Place {

		SUPPORTS_CONTEXT, START, ERROR, SCOPE_OPENED, SCOPE_CLOSED, STOP, PREDICATE, FILTER, SUPPORTED_BY_CONVENTION,
		NAME, CONTEXTUAL_NAME, LOW_CARDINALITY, HIGH_CARDINALITY;

		LockyObservations observations(ObservationRegistry registry) {
			registry.observationConfig()
				.observationPredicate((name, context) -> throwIf(PREDICATE, context, true))
				.observationFilter((context) -> throwIf(FILTER, context, context))
				.observationHandler(new Handler(this));
			return new LockyObservations(registry, (isOfConvention()) ? new Convention(this) : null);
		}

		private boolean isOfConvention() {
			return compareTo(SUPPORTED_BY_CONVENTION) >= 0;
		}

		<T> T throwIf(Place place, Observation.Context context, T otherwise) {
			if (place == this && context instanceof LockyObservationContext) {
				throwAny(Stream
					.of(new AssertionError("thrown in " + this), new IllegalStateException("thrown in " + this),
							new Exception("thrown in " + this))
					.toList()
					.get(ordinal() % 3));
			}
			return otherwise;
		}

		// As code in other languages than Java does
		@SuppressWarnings("unchecked")
		private static <E extends Throwable> void throwAny(Throwable failure) throws E {
			throw (E) failure;
		}

	}

	private static final class Opened implements ObservationHandler<Observation.Context> {

		private int scopes;

		@Override
		public void onScopeOpened(Observation.Context context) {
			this.scopes++;
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			this.scopes--;
		}

		@Override
		public void onScopeReset(Observation.Context context) {
			this.scopes = 0;
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private record Handler(Place place) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			this.place.throwIf(Place.START, context, null);
		}

		@Override
		public void onError(Observation.Context context) {
			this.place.throwIf(Place.ERROR, context, null);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			this.place.throwIf(Place.SCOPE_OPENED, context, null);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			this.place.throwIf(Place.SCOPE_CLOSED, context, null);
		}

		@Override
		public void onStop(Observation.Context context) {
			this.place.throwIf(Place.STOP, context, null);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return this.place.throwIf(Place.SUPPORTS_CONTEXT, context, true);
		}

	}

	private record Convention(Place place) implements LockyObservationConvention {

		@Override
		public @Nullable String getName() {
			return this.place.throwIf(Place.NAME,
					new LockyObservationContext(LockyObservationDocumentation.LOCK, List.of(), null), "lock");
		}

		@Override
		public @Nullable String getContextualName(LockyObservationContext context) {
			return this.place.throwIf(Place.CONTEXTUAL_NAME, context, "lock");
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(LockyObservationContext context) {
			return this.place.throwIf(Place.LOW_CARDINALITY, context, KeyValues.empty());
		}

		@Override
		public KeyValues getHighCardinalityKeyValues(LockyObservationContext context) {
			return this.place.throwIf(Place.HIGH_CARDINALITY, context, KeyValues.empty());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return this.place.throwIf(Place.SUPPORTED_BY_CONVENTION, context, true);
		}

	}

}
