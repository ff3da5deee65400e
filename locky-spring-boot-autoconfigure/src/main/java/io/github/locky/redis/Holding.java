package io.github.locky.redis;

/**
 * Whose lock a call is about.
 *
 * @param check what to compare with
 * @param value the value to compare
 */
public record Holding(String check, String value) {

	private static final Holding ANYONE = new Holding("anyone", "");

	/**
	 * Whoever holds it.
	 * @return the condition
	 */
	public static Holding byAnyone() {
		return ANYONE;
	}

	/**
	 * Only this locker.
	 * @param locker the locker
	 * @return the condition
	 */
	public static Holding byLocker(String locker) {
		return new Holding("locker", locker);
	}

	/**
	 * Only the ownership with this fencing token.
	 * @param token the fencing token
	 * @return the condition
	 */
	public static Holding byToken(long token) {
		return new Holding("token", FencingToken.entryId(token));
	}

	/**
	 * Only the ownership that this call began.
	 * @param id the id of the acquisition
	 * @return the condition
	 */
	public static Holding byAcquisition(String id) {
		return new Holding("acquisition", id);
	}

	@Override
	public String toString() {
		return switch (this.check) {
			case "anyone" -> this.check;
			case "token" -> "fencing token " + FencingToken.of(this.value);
			default -> this.check + " '" + this.value + "'";
		};
	}

}
