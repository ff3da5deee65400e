package io.github.locky.store.memory;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a resource: who holds it, and who is next. One that is free while
 * instances queue for it has a record without an ownership. Only changed in a
 * {@link MemoryCall}.
 */
final class LockRecord {

	private final String resource;

	private long id;

	private String acquisition = "";

	private @Nullable Duration ttl;

	private String locker = "";

	// In milliseconds of the clock; 0 if there is none
	private long deadline;

	private InstanceQueue queue = InstanceQueue.EMPTY;

	// In milliseconds of the clock; 0 if nobody's turn is over yet
	private long reservedUntil;

	LockRecord(String resource) {
		this.resource = resource;
	}

	/**
	 * Begin an ownership.
	 * @param id the id of its entry in the journal
	 * @param acquisition the attempt that took it
	 * @param ttl the time to live; {@code null} if it does not expire
	 * @param locker who holds it
	 */
	void own(long id, String acquisition, @Nullable Duration ttl, String locker) {
		this.id = id;
		this.acquisition = acquisition;
		this.ttl = ttl;
		this.locker = locker;
		this.reservedUntil = 0;
	}

	/**
	 * Have no ownership.
	 * @param until how long the resource is reserved for the first in the queue; 0 if it
	 * was not told
	 */
	void free(long until) {
		this.id = 0;
		this.acquisition = "";
		this.ttl = null;
		this.locker = "";
		this.reservedUntil = until;
	}

	String resource() {
		return this.resource;
	}

	/**
	 * Return whether there is an ownership, be it over or not.
	 * @return {@code false} if instances only queue
	 */
	boolean isOwned() {
		return this.id != 0;
	}

	long id() {
		return this.id;
	}

	String acquisition() {
		return this.acquisition;
	}

	void setAcquisition(String acquisition) {
		this.acquisition = acquisition;
	}

	/**
	 * Release the ownership, although it lasts for a while.
	 * @param acquisition the attempt that took it, as one that was released
	 * @param hold how long it lasts in all
	 */
	void release(String acquisition, Duration hold) {
		this.acquisition = acquisition;
		this.ttl = hold;
	}

	@Nullable Duration ttl() {
		return this.ttl;
	}

	String locker() {
		return this.locker;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Set the deadline, which only {@link DeadlineIndex} may do.
	 * @param deadline the deadline, in milliseconds; 0 if there is none
	 */
	void setDeadline(long deadline) {
		this.deadline = deadline;
	}

	InstanceQueue queue() {
		return this.queue;
	}

	void setQueue(InstanceQueue queue) {
		this.queue = queue;
	}

	long reservedUntil() {
		return this.reservedUntil;
	}

}
