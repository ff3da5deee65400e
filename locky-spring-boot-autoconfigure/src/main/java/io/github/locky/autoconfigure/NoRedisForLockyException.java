package io.github.locky.autoconfigure;

/**
 * There is neither a connection factory nor a property to make one.
 */
class NoRedisForLockyException extends RuntimeException {

	NoRedisForLockyException() {
		super("Locky has no Redis: there is no RedisConnectionFactory, and no 'locky.redis' property is set");
	}

}
