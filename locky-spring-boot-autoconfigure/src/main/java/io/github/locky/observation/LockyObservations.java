package io.github.locky.observation;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Makes the observations of locks. Whatever the application's own code for observations
 * throws, locks are none the worse for it.
 */
public final class LockyObservations {

	/**
	 * Makes none.
	 */
	public static final LockyObservations NOOP = new LockyObservations(ObservationRegistry.NOOP, null);

	private final ObservationRegistry registry;

	private final @Nullable LockyObservationConvention convention;

	private final GuardedObservation.Failures failures = new GuardedObservation.Failures();

	/**
	 * Create.
	 * @param registry where to register observations
	 * @param convention how to name them, or {@code null} for the default
	 */
	public LockyObservations(ObservationRegistry registry, @Nullable LockyObservationConvention convention) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Return whether no observations are made, so that nothing need be prepared for them.
	 * @return {@code true} if nobody wants any
	 */
	public boolean isNoop() {
		return this.registry.isNoop();
	}

	/**
	 * Do something and observe it, if somebody wants that.
	 * @param <T> the type of the result
	 * @param operation what is done
	 * @param resources to which resources
	 * @param locker for whom; {@code null} for whoever it is
	 * @param action what does it
	 * @param outcome tells the outcome by the result
	 * @return the result
	 */
	public <T> T observe(LockyObservationDocumentation operation, List<String> resources, @Nullable String locker,
			Supplier<T> action, Function<T, LockyOutcome> outcome) {
		if (isNoop()) {
			return action.get();
		}
		LockyObservationContext context = new LockyObservationContext(operation, resources, locker);
		GuardedObservation observation = start(context);
		try {
			T result = observation.inScope(action);
			context.setOutcome(outcome.apply(result));
			return result;
		}
		catch (RuntimeException | Error ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	/**
	 * Observe something that ends on another thread, perhaps.
	 * @param operation what is done
	 * @param resources to which resources
	 * @param locker for whom
	 * @return what to tell the outcome; {@code null} if nobody wants to know
	 */
	public @Nullable Lasting start(LockyObservationDocumentation operation, List<String> resources, String locker) {
		if (isNoop()) {
			return null;
		}
		LockyObservationContext context = new LockyObservationContext(operation, resources, locker);
		GuardedObservation observation = start(context);
		return (outcome) -> {
			context.setOutcome(outcome);
			observation.stop();
		};
	}

	private GuardedObservation start(LockyObservationContext context) {
		return GuardedObservation.start(this.registry, () -> observation(context), this.failures);
	}

	private Observation observation(LockyObservationContext context) {
		LockyObservationDocumentation operation = context.getOperation();
		if (this.convention != null) {
			// It need not have a name of its own, but whoever switches observations off
			// needs one
			return Observation.createNotStarted(operation.getName(), () -> context, this.registry)
				.observationConvention(this.convention);
		}
		return operation.observation(null, new NamedConvention(operation), () -> context, this.registry);
	}

	private static final class NamedConvention extends DefaultLockyObservationConvention {

		private final String name;

		private NamedConvention(LockyObservationDocumentation operation) {
			this.name = operation.getName();
		}

		@Override
		public String getName() {
			return this.name;
		}

	}

	/**
	 * An observation that goes on.
	 */
	@FunctionalInterface
	public interface Lasting {

		/**
		 * End it.
		 * @param outcome what came of it
		 */
		void stop(LockyOutcome outcome);

	}

}
