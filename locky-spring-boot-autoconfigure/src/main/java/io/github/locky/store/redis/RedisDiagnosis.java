package io.github.locky.store.redis;

import io.github.locky.store.Diagnosis;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why Redis failed.
 */
public final class RedisDiagnosis {

	private RedisDiagnosis() {
	}

	/**
	 * Find out why Redis failed.
	 * @param failure the failure
	 * @return the diagnosis, or {@code null} if it is not known
	 */
	public static @Nullable Diagnosis of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof Diagnosis.Diagnosed diagnosed) {
				return diagnosed.diagnosis();
			}
			Diagnosis diagnosis = RedisErrors.diagnose(cause);
			if (diagnosis != null) {
				return diagnosis;
			}
		}
		return ConnectionErrors.diagnose(failure);
	}

}
