package io.github.locky.redis;

import org.jspecify.annotations.Nullable;

/**
 * Why Locky cannot work with Redis, and what to do about it, in whole sentences.
 *
 * @param description what is wrong
 * @param action what to do
 * @param permanent whether it does not pass by itself, so that an application need not
 * start with it
 */
public record Diagnosis(String description, String action, boolean permanent) {

	/**
	 * Find out why Redis failed.
	 * @param failure the failure
	 * @return the diagnosis, or {@code null} if it is not known
	 */
	public static @Nullable Diagnosis of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof Diagnosed diagnosed) {
				return diagnosed.diagnosis();
			}
			Diagnosis diagnosis = RedisErrors.diagnose(cause);
			if (diagnosis != null) {
				return diagnosis;
			}
		}
		return ConnectionErrors.diagnose(failure);
	}

	@Override
	public String toString() {
		return this.description + " " + this.action;
	}

	/**
	 * An exception that knows its diagnosis.
	 */
	interface Diagnosed {

		Diagnosis diagnosis();

	}

}
