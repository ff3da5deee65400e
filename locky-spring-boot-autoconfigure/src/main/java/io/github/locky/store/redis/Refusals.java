package io.github.locky.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import redis.clients.jedis.exceptions.JedisDataException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Tells failures in which Redis has refused a script from those that leave open what it
 * did. A reply that is an error is a refusal: scripts fail before their first write. So
 * is a connection that could not even be opened.
 */
final class Refusals {

	private Refusals() {
	}

	static boolean isRefusal(Throwable failure) {
		if (failure instanceof LockNotReplicatedException notReplicated) {
			return notReplicated.isSettled();
		}
		if (failure instanceof StoreClosedException) {
			return true;
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return isErrorReply(cause) || (failure instanceof RedisConnectionFailureException && cause.getMessage() != null
				&& cause.getMessage().startsWith("Connection refused"));
	}

	// Neither driver need be there
	private static boolean isErrorReply(Throwable cause) {
		return (ConnectionFactories.LETTUCE && cause instanceof RedisCommandExecutionException)
				|| (ConnectionFactories.JEDIS && cause instanceof JedisDataException);
	}

}
