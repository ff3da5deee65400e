package io.github.locky.observation;

import java.util.List;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Context of an observation of locks: what is done to which resources, for whom, and what
 * came of it.
 */
public class LockyObservationContext extends Observation.Context {

	private final LockyObservationDocumentation operation;

	private final List<String> resources;

	private final @Nullable String locker;

	private volatile LockyOutcome outcome = LockyOutcome.UNKNOWN;

	/**
	 * Create a context.
	 * @param operation what is done
	 * @param resources to which resources
	 * @param locker for whom; {@code null} for whoever it is
	 */
	public LockyObservationContext(LockyObservationDocumentation operation, List<String> resources,
			@Nullable String locker) {
		Assert.notNull(operation, "'operation' must not be null");
		Assert.notNull(resources, "'resources' must not be null");
		this.operation = operation;
		this.resources = List.copyOf(resources);
		this.locker = locker;
	}

	/**
	 * Return what is done.
	 * @return the operation
	 */
	public LockyObservationDocumentation getOperation() {
		return this.operation;
	}

	/**
	 * Return to which resources it is done.
	 * @return the resources
	 */
	public List<String> getResources() {
		return this.resources;
	}

	/**
	 * Return for whom it is done.
	 * @return the locker; {@code null} for whoever it is
	 */
	public @Nullable String getLocker() {
		return this.locker;
	}

	/**
	 * Return what came of it.
	 * @return the outcome
	 */
	public LockyOutcome getOutcome() {
		return (getError() != null) ? LockyOutcome.ERROR : this.outcome;
	}

	void setOutcome(LockyOutcome outcome) {
		this.outcome = outcome;
	}

}
