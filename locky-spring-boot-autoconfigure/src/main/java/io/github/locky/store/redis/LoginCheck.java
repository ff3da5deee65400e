package io.github.locky.store.redis;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Finds out why there is no answer. A driver that connects again by itself keeps to
 * itself why that fails, as when its password is no longer right; whoever opens another
 * connection is told.
 */
final class LoginCheck {

	private final RedisConnectionFactory factory;

	LoginCheck(RedisConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Look for the reason of a time-out. May block for as long as connecting does.
	 * @param timeout the time-out
	 * @return how Redis refuses a connection, or the time-out if it does not
	 */
	RuntimeException explain(QueryTimeoutException timeout) {
		// What is pipelined does not go over the connection that all share
		try (RedisConnection connection = this.factory.getConnection()) {
			connection.openPipeline();
			connection.ping();
			connection.closePipeline();
			return timeout;
		}
		catch (RuntimeException ex) {
			return (Refusals.isRefusal(ex) && RedisDiagnosis.of(ex) != null) ? ex : timeout;
		}
	}

}
