package io.github.locky.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for {@link LockyObservationContext}.
 */
public interface LockyObservationConvention extends ObservationConvention<LockyObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof LockyObservationContext;
	}

}
