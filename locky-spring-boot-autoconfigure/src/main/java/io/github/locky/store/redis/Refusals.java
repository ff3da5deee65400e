package io.github.locky.store.redis;

import java.util.Set;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Tells failures in which Redis has refused a script, which then has changed nothing,
 * from those that leave open what it did.
 */
final class Refusals {

	// What error replies begin with; scripts fail before their first write
	private static final Set<String> CODES = Set.of("BUSY", "CLUSTERDOWN", "ERR", "LOADING", "MASTERDOWN", "MISCONF",
			"MOVED", "NOAUTH", "NOPERM", "NOREPLICAS", "OOM", "READONLY", "TRYAGAIN", "WRONGPASS", "WRONGTYPE");

	private Refusals() {
	}

	static boolean isRefusal(Throwable failure) {
		if (failure instanceof LockNotReplicatedException notReplicated) {
			return notReplicated.isSettled();
		}
		if (failure instanceof QueryTimeoutException) {
			return false;
		}
		String message = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		if (message == null) {
			return false;
		}
		if (failure instanceof RedisConnectionFailureException) {
			return message.startsWith("Connection refused");
		}
		int end = message.indexOf(' ');
		return end > 0 && CODES.contains(message.substring(0, end));
	}

}
