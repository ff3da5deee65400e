package io.github.locky.observation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.locky.store.OneLineLog;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * An observation of which nothing that is thrown gets to what is observed. Micrometer
 * calls handlers, conventions, filters and predicates of the application, and catches
 * nothing of what they throw.
 */
final class GuardedObservation {

	private final ObservationRegistry registry;

	private final Failures failures;

	private Observation observation = Observation.NOOP;

	private boolean started;

	private GuardedObservation(ObservationRegistry registry, Failures failures) {
		this.registry = registry;
		this.failures = failures;
	}

	/**
	 * Start an observation.
	 * @param registry where it is registered
	 * @param observation makes it
	 * @param failures told what is thrown
	 * @return an observation that is started as far as possible
	 */
	static GuardedObservation start(ObservationRegistry registry, Supplier<Observation> observation,
			Failures failures) {
		GuardedObservation guarded = new GuardedObservation(registry, failures);
		guarded.guard("start", () -> {
			guarded.observation = observation.get();
			guarded.observation.start();
			guarded.started = true;
		});
		return guarded;
	}

	/**
	 * Do something in the scope of the observation. The thread is left in the scope it
	 * was in before, also where it could be opened or closed only in part.
	 * @param <T> the type of the result
	 * @param action what to do
	 * @return the result
	 */
	<T> T inScope(Supplier<T> action) {
		// Not every handler knows of one that could not be started
		if (!this.started) {
			return action.get();
		}
		Observation.Scope before = this.registry.getCurrentObservationScope();
		guard("scope", this.observation::openScope);
		try {
			return action.get();
		}
		finally {
			guard("return from the scope", () -> closeScope(before));
		}
	}

	private void closeScope(Observation.@Nullable Scope before) {
		Observation.Scope scope = this.registry.getCurrentObservationScope();
		if (scope == null || scope == before) {
			return;
		}
		try {
			scope.close();
		}
		catch (Exception | Error ex) {
			this.failures.failed("end of the scope", ex);
			comeBack(scope, before);
		}
		finally {
			this.registry.setCurrentObservationScope(before);
		}
	}

	// Handlers before the one that has thrown have not heard of the end, and would leave
	// their own scopes on this thread
	private static void comeBack(Observation.Scope scope, Observation.@Nullable Scope before) {
		if (before != null) {
			before.makeCurrent();
		}
		else {
			scope.reset();
		}
	}

	void error(Throwable ex) {
		guard("error", () -> this.observation.error(ex));
	}

	/**
	 * Stop the observation, also if it could not be started: there may be handlers that
	 * have.
	 */
	void stop() {
		guard("stop", this.observation::stop);
	}

	// What other languages than Java throw need not be declared
	private void guard(String step, Runnable action) {
		try {
			action.run();
		}
		catch (Exception | Error ex) {
			this.failures.failed(step, ex);
		}
	}

	/**
	 * Says once of each kind what observations have thrown.
	 */
	static final class Failures {

		private static final OneLineLog logger = OneLineLog.of(LockyObservations.class);

		private final Set<String> kinds = ConcurrentHashMap.newKeySet();

		private void failed(String step, Throwable ex) {
			String message = "The " + step + " of an observation failed, which changes nothing of what is observed";
			if (this.kinds.add(step + " " + ex.getClass().getName())) {
				logger.warn(message + "; more of this kind is logged at DEBUG only", ex);
			}
			else {
				logger.debug(message, ex);
			}
		}

	}

}
