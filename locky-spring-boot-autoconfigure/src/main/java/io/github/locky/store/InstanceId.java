package io.github.locky.store;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names an instance, which is one application context, and the calls it makes. What
 * stores keep of a lock says by whose call it was taken, so that whoever ends it can
 * write to that instance.
 */
public final class InstanceId {

	private static final int LENGTH = 13;

	private static final char LEASED = '.';

	private static final char PLAIN = '-';

	private static final String KEPT = "~";

	private static final String RELEASED = "!";

	private final String value;

	private final AtomicLong calls = new AtomicLong();

	private InstanceId(String value) {
		this.value = value;
	}

	/**
	 * Make a new name. All names are of the same length.
	 * @return the name
	 */
	public static InstanceId create() {
		String random = Long.toString(UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE, Character.MAX_RADIX);
		return new InstanceId("0".repeat(LENGTH - random.length()).concat(random).toLowerCase(Locale.ROOT));
	}

	/**
	 * Return the name.
	 * @return letters and digits
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Make an id for a call that locks.
	 * @param leased whether the instance wants to be told if somebody else ends the lock
	 * @return the id, never made before
	 */
	public String nextAcquisition(boolean leased) {
		return this.value + ((leased) ? LEASED : PLAIN)
				+ Long.toString(this.calls.incrementAndGet(), Character.MAX_RADIX);
	}

	/**
	 * Return whether a call was made by this instance.
	 * @param acquisition the id of a call
	 * @return whether it is one of {@link #nextAcquisition}
	 */
	public boolean isOf(String acquisition) {
		return acquisition.startsWith(this.value);
	}

	/**
	 * Return which instance made a call.
	 * @param acquisition the id of a call
	 * @return the name of the instance
	 */
	public static String of(String acquisition) {
		int end = 0;
		while (end < acquisition.length() && Character.isLetterOrDigit(acquisition.charAt(end))) {
			end++;
		}
		return acquisition.substring(0, end);
	}

	/**
	 * Return whether a call has an ownership, because it took it or came back to it.
	 * @param call the id of the call
	 * @param acquisition the acquisition that is recorded of the ownership
	 * @return whether it is that of the call
	 */
	public static boolean has(String call, String acquisition) {
		return acquisition.equals(call) || acquisition.equals(kept(call));
	}

	/**
	 * Return what is recorded of an ownership that a call has come back to. It is not the
	 * id of the call, so that undoing the call does not find it.
	 * @param call the id of the call
	 * @return the acquisition
	 */
	public static String kept(String call) {
		return call + KEPT;
	}

	/**
	 * Return what is recorded of an ownership that was released, but lasts until the end
	 * of its hold.
	 * @param acquisition the acquisition so far
	 * @return the acquisition, which no call has
	 */
	public static String released(String acquisition) {
		return acquisition + RELEASED;
	}

	/**
	 * Return whether an ownership was released, and only lasts until the end of its hold.
	 * @param acquisition the acquisition that is recorded of it
	 * @return whether nobody can prolong it or come back to it
	 */
	public static boolean isReleased(String acquisition) {
		return acquisition.endsWith(RELEASED);
	}

	/**
	 * Return whether the instance that made a call wants to be told of the lock's end.
	 * @param acquisition the acquisition that is recorded
	 * @return whether it was made for a lease, which was not released yet
	 */
	public static boolean isLeased(String acquisition) {
		return acquisition.indexOf(LEASED) >= 0 && !isReleased(acquisition);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
