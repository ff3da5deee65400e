package io.github.locky.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.locky.engine.EngineStatus;
import io.github.locky.engine.EngineStatus.Subscription;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.Diagnosis;
import io.github.locky.store.LockStore;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.util.Assert;

/**
 * {@link HealthIndicator} of Locky. It is down when locks cannot be taken, or expiries or
 * events are late; what only costs time, or may cost locks one day, is a warning.
 */
public class LockyHealthIndicator extends AbstractHealthIndicator {

	private final LockEngine engine;

	/**
	 * Create an indicator.
	 * @param engine the engine to look after
	 */
	public LockyHealthIndicator(LockEngine engine) {
		super("Health check of Locky failed");
		Assert.notNull(engine, "'engine' must not be null");
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		EngineStatus status = this.engine.getStatus();
		builder.withDetail("state", this.engine.getState().name().toLowerCase(Locale.ROOT));
		if (status == null) {
			problem(builder.outOfService(), "Locky is stopped.",
					"If the application goes on, find out who stopped the bean 'lockyLockEngine', and start it again.");
			return;
		}
		describe(builder.up(), status);
		checkProgress(builder, status);
		checkRedis(builder);
	}

	private static void describe(Health.Builder builder, EngineStatus status) {
		builder.withDetail("subscription", status.subscription().name().toLowerCase(Locale.ROOT).replace('_', '-'));
		builder.withDetail("publishing", status.publishing());
		builder.withDetail("sinceSwept", status.sinceSwept().toMillis() + " ms");
		builder.withDetail("eventsBehind", status.behind().toMillis() + " ms");
		List<String> warnings = warnings(status);
		if (!warnings.isEmpty()) {
			builder.withDetail("warnings", warnings);
		}
	}

	private static List<String> warnings(EngineStatus status) {
		List<String> warnings = new ArrayList<>(status.warnings());
		if (status.subscription() == Subscription.POLLING || status.subscription() == Subscription.CLOSED) {
			warnings.add("There is no subscription: events are heard with up to a second of delay");
		}
		if (!status.publishing()) {
			warnings.add("Redis does not allow PUBLISH: others hear of events with up to a second of delay");
		}
		return warnings;
	}

	private static void checkProgress(Health.Builder builder, EngineStatus status) {
		if (status.sinceSwept().compareTo(EngineStatus.LATE) > 0) {
			problem(builder.down(), "Expired locks were not looked for lately.",
					"If Redis answers in time, take a thread dump: the thread 'locky-sweeper' and those that begin with "
							+ "'locky-engine-' are held up, or get no processor.");
		}
		else if (status.behind().compareTo(EngineStatus.LATE) > 0) {
			problem(builder.down(), "Events wait to be heard: a listener is slow, or Redis does not let them be read.",
					"Take a thread dump, and look for a listener in a thread that begins with 'locky-engine-'; "
							+ "it should hand long work to an executor.");
		}
	}

	private static void problem(Health.Builder builder, String problem, String remedy) {
		builder.withDetail("problem", problem).withDetail("remedy", remedy);
	}

	private void checkRedis(Health.Builder builder) {
		LockStore store = this.engine.getStore();
		try {
			store.verify();
		}
		catch (RuntimeException ex) {
			builder.down(ex);
			if (isNotConnected(ex)) {
				builder.withDetail("subscription", "unknown");
			}
			Diagnosis diagnosis = store.diagnose(ex);
			if (diagnosis != null) {
				problem(builder, diagnosis.description(), diagnosis.action());
			}
		}
	}

	// The driver holds on to a subscription as long as it hopes for the connection
	private static boolean isNotConnected(RuntimeException ex) {
		return ex instanceof QueryTimeoutException || ex instanceof DataAccessResourceFailureException;
	}

}
