package io.github.locky.redis;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * One call to lock. Its id is made once per call, not per transmission, so that a call
 * sent again after a broken connection is recognised, and one with unknown outcome can be
 * undone.
 *
 * @param id the id
 * @param resources the distinct resources
 * @param locker who locks
 * @param ttl the time to live, or {@code null} if the locks do not expire
 * @param reentrant whether to go on if the same locker holds it
 * @param forced whether to take it over if another holds it
 * @param waiting whether somebody waits if it is refused
 * @param queued whether others queue behind it, who have to hear when the locks end
 */
public record Acquisition(String id, List<String> resources, String locker, @Nullable Duration ttl, boolean reentrant,
		boolean forced, boolean waiting, boolean queued) {

	/**
	 * What the ids of this instance begin with.
	 */
	static final String INSTANCE = Long.toString(UUID.randomUUID().getLeastSignificantBits() & Long.MAX_VALUE, 36)
			+ ".";

	private static final AtomicLong COUNTER = new AtomicLong();

	/**
	 * Return what names this instance, as {@link LockState#instance()} does.
	 * @return the id of this instance
	 */
	public static String instance() {
		return INSTANCE.substring(0, INSTANCE.length() - 1);
	}

	/**
	 * Begin a call.
	 * @param resources the distinct resources
	 * @param locker who locks
	 * @param ttl the time to live, or {@code null} if the locks do not expire
	 * @param reentrant whether to go on if the same locker holds it
	 * @param forced whether to take it over if another holds it
	 * @return the call, with an id of its own
	 */
	public static Acquisition of(List<String> resources, String locker, @Nullable Duration ttl, boolean reentrant,
			boolean forced) {
		return new Acquisition(nextId(), resources, locker, ttl, reentrant, forced, false, false);
	}

	/**
	 * Make an id for a call.
	 * @return the id, never made before
	 */
	static String nextId() {
		return INSTANCE + Long.toString(COUNTER.incrementAndGet(), 36);
	}

	/**
	 * Make an attempt for one who waits. It has an id of its own, so that undoing an
	 * attempt before it cannot undo this one.
	 * @param waiting whether to go on waiting if it is refused
	 * @param queued whether others queue behind it
	 * @return the same call with another id
	 */
	public Acquisition again(boolean waiting, boolean queued) {
		return new Acquisition(nextId(), this.resources, this.locker, this.ttl, this.reentrant, this.forced, waiting,
				queued);
	}

	/**
	 * Return what this call may have locked.
	 * @return a claim for each resource
	 */
	public List<Claim> claims() {
		Holding holding = Holding.byAcquisition(this.id);
		return this.resources.stream().map((resource) -> Claim.of(resource, holding)).toList();
	}

	String modeArgument() {
		return ((this.reentrant) ? "r" : "") + ((this.forced) ? "f" : "") + ((this.waiting) ? "w" : "")
				+ ((this.queued) ? "q" : "");
	}

	String ttlArgument() {
		return millis(this.ttl);
	}

	static String millis(@Nullable Duration ttl) {
		return (ttl != null) ? String.valueOf(ttl.toMillis()) : "0";
	}

}
