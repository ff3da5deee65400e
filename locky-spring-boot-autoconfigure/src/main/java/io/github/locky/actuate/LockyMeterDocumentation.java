package io.github.locky.actuate;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * The meters of Locky, apart from those that observations make.
 */
public enum LockyMeterDocumentation implements MeterDocumentation {

	/**
	 * Locks held in all instances. Each instance reports them.
	 */
	LOCKS_HELD("locky.locks.held", Meter.Type.GAUGE, "Locks held in all instances"),

	/**
	 * Resources that open leases of this instance hold.
	 */
	LOCKS_LEASED("locky.locks.leased", Meter.Type.GAUGE, "Resources that open leases of this instance hold"),

	/**
	 * Open leases of this instance.
	 */
	LEASES_OPEN("locky.leases.open", Meter.Type.GAUGE, "Open leases of this instance"),

	/**
	 * Calls of this instance that wait for a lock.
	 */
	WAITERS("locky.waiters", Meter.Type.GAUGE, "Calls of this instance that wait for a lock"),

	/**
	 * Calls in this instance that did not acquire their lock.
	 */
	NOT_ACQUIRED("locky.not.acquired", Meter.Type.COUNTER, "Calls in this instance that did not acquire their lock"),

	/**
	 * Calls in this instance that took a lock by force.
	 */
	TAKEOVERS("locky.takeovers", Meter.Type.COUNTER, "Calls in this instance that took a lock by force"),

	/**
	 * Renewals of leases of this instance, by outcome: {@code RENEWED}, {@code FAILED}
	 * (to be tried again) or {@code LOST}.
	 */
	RENEWALS("locky.renewals", Meter.Type.COUNTER, "Renewals of leases of this instance", Keys.OUTCOME),

	/**
	 * Leases of this instance that ended before they were released.
	 */
	LEASES_LOST("locky.leases.lost", Meter.Type.COUNTER, "Leases of this instance that ended before their release"),

	/**
	 * Events heard in this instance, by kind: {@code LOCKED}, {@code FORCED},
	 * {@code UNLOCKED} or {@code EXPIRED}. Each instance hears those of all.
	 */
	EVENTS("locky.events", Meter.Type.COUNTER, "Events heard in this instance", Keys.KIND),

	/**
	 * Events read from the journal without a message that announced them.
	 */
	EVENTS_REPLAYED("locky.events.replayed", Meter.Type.COUNTER, "Events read without a message that announced them"),

	/**
	 * How often events were lost to this instance.
	 */
	EVENTS_MISSED("locky.events.missed", Meter.Type.COUNTER, "Gaps in the events heard in this instance"),

	/**
	 * How long events have been waiting to be heard.
	 */
	EVENTS_LAG("locky.events.lag", Meter.Type.GAUGE, "How long events have been waiting to be heard"),

	/**
	 * How long ago this instance has looked for expired locks.
	 */
	SWEEPER_LAG("locky.sweeper.lag", Meter.Type.GAUGE, "How long ago expired locks were looked for");

	private final String meterName;

	private final Meter.Type type;

	private final String description;

	private final KeyName[] keys;

	LockyMeterDocumentation(String meterName, Meter.Type type, String description, KeyName... keys) {
		this.meterName = meterName;
		this.type = type;
		this.description = description;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return this.meterName;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	/**
	 * Return what the meter measures.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.keys.clone();
	}

	/**
	 * Keys of meters.
	 */
	public enum Keys implements KeyName {

		/**
		 * What came of it.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The kind of an event.
		 */
		KIND {

			@Override
			public String asString() {
				return "kind";
			}

		}

	}

}
