package io.github.locky.store;

import org.jspecify.annotations.Nullable;

/**
 * Whose lock a call is about.
 *
 * @param kind what to compare
 * @param value the locker or the attempt to compare with, empty if neither is
 * @param token the fencing token to compare with, 0 if it is not
 * @param caller the attempt by which the caller has the ownership: whoever else has come
 * back to it is told if it ends; {@code null} if the caller has none
 */
public record Ownership(Kind kind, String value, long token, @Nullable String caller) {

	private static final Ownership ANYONE = new Ownership(Kind.ANYONE, "", 0, null);

	/**
	 * Whoever holds it.
	 * @return the condition
	 */
	public static Ownership byAnyone() {
		return ANYONE;
	}

	/**
	 * Only this locker.
	 * @param locker the locker
	 * @return the condition
	 */
	public static Ownership byLocker(String locker) {
		return new Ownership(Kind.LOCKER, locker, 0, null);
	}

	/**
	 * Only the ownership with this fencing token.
	 * @param token the fencing token
	 * @param caller the attempt by which the caller has it, or {@code null}
	 * @return the condition
	 */
	public static Ownership byToken(long token, @Nullable String caller) {
		return new Ownership(Kind.TOKEN, "", token, caller);
	}

	/**
	 * Only the ownership of this locker with this fencing token, whoever calls.
	 * @param locker the locker
	 * @param token the fencing token
	 * @return the condition
	 */
	public static Ownership byLockerAndToken(String locker, long token) {
		return new Ownership(Kind.LOCKER_AND_TOKEN, locker, token, null);
	}

	/**
	 * Only the ownership that this attempt began, or has come back to.
	 * @param acquisition the id of the attempt
	 * @return the condition
	 */
	public static Ownership byAcquisition(String acquisition) {
		return new Ownership(Kind.ACQUISITION, acquisition, 0, acquisition);
	}

	@Override
	public String toString() {
		return switch (this.kind) {
			case ANYONE -> "anyone";
			case LOCKER -> "locker '" + this.value + "'";
			case TOKEN -> "fencing token " + this.token;
			case LOCKER_AND_TOKEN -> "locker '" + this.value + "' with fencing token " + this.token;
			case ACQUISITION -> "acquisition '" + this.value + "'";
		};
	}

	/**
	 * What to compare.
	 */
	public enum Kind {

		/**
		 * Nothing.
		 */
		ANYONE,

		/**
		 * Who holds it.
		 */
		LOCKER,

		/**
		 * The fencing token.
		 */
		TOKEN,

		/**
		 * Who holds it, and the fencing token.
		 */
		LOCKER_AND_TOKEN,

		/**
		 * The attempt that took it.
		 */
		ACQUISITION

	}

}
