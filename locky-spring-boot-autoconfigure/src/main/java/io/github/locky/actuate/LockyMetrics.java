package io.github.locky.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.github.locky.actuate.LockyMeterDocumentation.Keys;
import io.github.locky.engine.EngineStatus;
import io.github.locky.engine.EventCounts;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.lease.LeaseCounts;
import io.github.locky.engine.lease.Leases;
import io.github.locky.engine.waiting.LockCounts;
import io.github.locky.engine.waiting.Waiters;
import io.github.locky.engine.waiting.WaitingLocks;
import io.github.locky.store.JournalEntry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.util.Assert;

/**
 * {@link MeterBinder} of Locky. All of it is known in this instance: no meter asks Redis.
 */
public class LockyMetrics implements MeterBinder {

	private final LockEngine engine;

	/**
	 * Create a binder.
	 * @param engine the engine
	 */
	public LockyMetrics(LockEngine engine) {
		Assert.notNull(engine, "'engine' must not be null");
		this.engine = engine;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindLocks(registry);
		bindLeases(registry);
		bindEvents(registry);
	}

	private void bindLocks(MeterRegistry registry) {
		gauge(registry, LockyMeterDocumentation.LOCKS_HELD, this.engine, LockyMetrics::held);
		WaitingLocks waiting = this.engine.getWaiting();
		gauge(registry, LockyMeterDocumentation.WAITERS, waiting.getWaiters(), Waiters::getCount);
		LockCounts counts = waiting.getCounts();
		counter(LockyMeterDocumentation.NOT_ACQUIRED, counts, LockCounts::getRefusals).register(registry);
		counter(LockyMeterDocumentation.TAKEOVERS, counts, LockCounts::getTakeovers).register(registry);
		lag(registry, LockyMeterDocumentation.SWEEPER_LAG, EngineStatus::sinceSwept);
	}

	private void bindLeases(MeterRegistry registry) {
		Leases leases = this.engine.getLeases();
		gauge(registry, LockyMeterDocumentation.LEASES_OPEN, leases, Leases::getCount);
		gauge(registry, LockyMeterDocumentation.LOCKS_LEASED, leases, LockyMetrics::leased);
		LeaseCounts counts = leases.getCounts();
		counter(LockyMeterDocumentation.LEASES_LOST, counts, LeaseCounts::getLost).register(registry);
		renewals(registry, "RENEWED", counts, LeaseCounts::getRenewed);
		renewals(registry, "FAILED", counts, LeaseCounts::getFailed);
		renewals(registry, "LOST", counts, LeaseCounts::getTooLate);
	}

	private static void renewals(MeterRegistry registry, String outcome, LeaseCounts counts,
			ToDoubleFunction<LeaseCounts> count) {
		counter(LockyMeterDocumentation.RENEWALS, counts, count).tag(Keys.OUTCOME.asString(), outcome)
			.register(registry);
	}

	private void bindEvents(MeterRegistry registry) {
		EventCounts counts = this.engine.getEventCounts();
		for (JournalEntry.Kind kind : JournalEntry.Kind.values()) {
			counter(LockyMeterDocumentation.EVENTS, counts, (heard) -> heard.getHeard(kind))
				.tag(Keys.KIND.asString(), kind.name())
				.register(registry);
		}
		counter(LockyMeterDocumentation.EVENTS_REPLAYED, counts, EventCounts::getReplayed).register(registry);
		counter(LockyMeterDocumentation.EVENTS_MISSED, counts, EventCounts::getMissed).register(registry);
		lag(registry, LockyMeterDocumentation.EVENTS_LAG, EngineStatus::behind);
	}

	private static double held(LockEngine engine) {
		EngineStatus status = engine.getStatus();
		Long held = (status != null && status.sinceSwept().compareTo(EngineStatus.LATE) <= 0) ? status.held() : null;
		return (held != null) ? held : Double.NaN;
	}

	private static double leased(Leases leases) {
		return leases.getOpen().stream().mapToInt((lease) -> lease.terms().tokens().size()).sum();
	}

	private static <T> void gauge(MeterRegistry registry, LockyMeterDocumentation meter, T object,
			ToDoubleFunction<T> value) {
		Gauge.builder(meter.getName(), object, value).description(meter.getDescription()).register(registry);
	}

	private static <T> FunctionCounter.Builder<T> counter(LockyMeterDocumentation meter, T object,
			ToDoubleFunction<T> count) {
		return FunctionCounter.builder(meter.getName(), object, count).description(meter.getDescription());
	}

	private void lag(MeterRegistry registry, LockyMeterDocumentation meter, Function<EngineStatus, Duration> lag) {
		TimeGauge.builder(meter.getName(), this.engine, TimeUnit.MILLISECONDS, (engine) -> {
			EngineStatus status = engine.getStatus();
			return (status != null) ? lag.apply(status).toMillis() : Double.NaN;
		}).description(meter.getDescription()).register(registry);
	}

}
