package io.github.locky.testing;

/**
 * An error reply of Redis.
 */
public class RedisErrorException extends RuntimeException {

	RedisErrorException(String message) {
		super(message);
	}

}
