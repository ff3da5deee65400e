package io.github.locky.engine.lease;

import java.util.function.BooleanSupplier;

import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Observes leases, if somebody wants to know.
 */
final class LeaseObservations {

	private LockyObservations observations = LockyObservations.NOOP;

	void set(LockyObservations observations) {
		this.observations = observations;
	}

	/**
	 * Observe how long a lease is held.
	 * @param terms its terms
	 * @return to be told how it ended; {@code null} if nobody wants to know
	 */
	LockyObservations.@Nullable Lasting observeHold(LeaseTerms terms) {
		return this.observations.start(LockyObservationDocumentation.HOLD, terms.resources(), terms.locker());
	}

	boolean observeRefresh(LeaseTerms terms, BooleanSupplier refresh) {
		return observe(LockyObservationDocumentation.REFRESH, terms, refresh, LockyOutcome.REFRESHED);
	}

	boolean observeRelease(LeaseTerms terms, BooleanSupplier release) {
		return observe(LockyObservationDocumentation.UNLOCK, terms, release, LockyOutcome.RELEASED);
	}

	private boolean observe(LockyObservationDocumentation operation, LeaseTerms terms, BooleanSupplier action,
			LockyOutcome done) {
		return this.observations.observe(operation, terms.resources(), terms.locker(), action::getAsBoolean,
				(held) -> (held) ? done : LockyOutcome.NOT_HELD);
	}

}
