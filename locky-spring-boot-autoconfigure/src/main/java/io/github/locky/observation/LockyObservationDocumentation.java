package io.github.locky.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documented {@link io.micrometer.common.KeyValue key values} of the observations of
 * locks.
 */
public enum LockyObservationDocumentation implements ObservationDocumentation {

	/**
	 * One attempt to lock, decided by Redis. Who waits makes several.
	 */
	LOCK("locky.lock"),

	/**
	 * Unlocking, also by releasing a lease.
	 */
	UNLOCK("locky.unlock"),

	/**
	 * Letting a lock live longer, by a call of the application.
	 */
	REFRESH("locky.refresh"),

	/**
	 * A call that may wait for a lock, from its beginning until it has the lock or has
	 * given up.
	 */
	WAIT("locky.wait"),

	/**
	 * The life of a lease, until it is released or lost.
	 */
	HOLD("locky.hold");

	private final String observationName;

	LockyObservationDocumentation(String observationName) {
		this.observationName = observationName;
	}

	@Override
	public String getName() {
		return this.observationName;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultLockyObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinalityKeyNames.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinalityKeyNames.values();
	}

	/**
	 * Keys with few values.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * What is done: the name of the observation without its prefix.
		 */
		OPERATION {

			@Override
			public String asString() {
				return "operation";
			}

		},

		/**
		 * What came of it: the name of a {@link LockyOutcome}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

	/**
	 * Keys with any number of values.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The resource, or several separated by commas.
		 */
		RESOURCE {

			@Override
			public String asString() {
				return "locky.resource";
			}

		},

		/**
		 * The locker, or {@value io.micrometer.common.KeyValue#NONE_VALUE} for whoever it
		 * is.
		 */
		LOCKER {

			@Override
			public String asString() {
				return "locky.locker";
			}

		}

	}

}
