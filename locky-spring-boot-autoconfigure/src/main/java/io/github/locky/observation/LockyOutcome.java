package io.github.locky.observation;

/**
 * What came of an observed operation.
 */
public enum LockyOutcome {

	/**
	 * All resources are locked now.
	 */
	ACQUIRED,

	/**
	 * All resources are locked now, and one at least was taken from its holder by force.
	 */
	TAKEN_OVER,

	/**
	 * A resource is held by another, or it is the turn of others.
	 */
	NOT_ACQUIRED,

	/**
	 * The lock lives longer now, or does not expire.
	 */
	REFRESHED,

	/**
	 * The lock was released.
	 */
	RELEASED,

	/**
	 * There was no such lock to refresh or to release.
	 */
	NOT_HELD,

	/**
	 * The lease ended before it was released.
	 */
	LOST,

	/**
	 * The call failed.
	 */
	ERROR,

	/**
	 * It is not over yet.
	 */
	UNKNOWN

}
