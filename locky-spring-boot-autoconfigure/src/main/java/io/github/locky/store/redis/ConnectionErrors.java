package io.github.locky.store.redis;

import javax.net.ssl.SSLException;

import io.github.locky.store.Diagnosis;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.util.ClassUtils;

/**
 * Knows why there is no answer at all.
 */
final class ConnectionErrors {

	private static final String OWN = "'spring.data.redis.*' (or 'locky.redis.*', if Locky has a Redis of its own)";

	private ConnectionErrors() {
	}

	static @Nullable Diagnosis diagnose(Throwable failure) {
		boolean timedOut = false;
		boolean notConnected = false;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SSLException) {
				return new Diagnosis("There is no encrypted connection to Redis: " + cause.getMessage() + ".",
						"Review 'ssl.enabled' and 'ssl.bundle' of " + OWN + ".", false);
			}
			timedOut |= cause instanceof QueryTimeoutException;
			notConnected |= cause instanceof RedisConnectionFailureException;
		}
		if (timedOut) {
			return new Diagnosis("Redis did not answer in time.",
					"Look after Redis and the network, or raise 'timeout' of " + OWN + ".", false);
		}
		return (notConnected) ? new Diagnosis("Redis cannot be reached: " + mostSpecific(failure) + ".",
				"Start it, or review where it is by " + OWN + ".", false) : null;
	}

	private static String mostSpecific(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return (cause.getMessage() != null) ? cause.getMessage() : ClassUtils.getShortName(cause.getClass());
	}

}
