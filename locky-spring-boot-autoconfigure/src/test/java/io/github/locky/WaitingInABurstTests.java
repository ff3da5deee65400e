package io.github.locky;

import io.github.locky.redis.Journals;
import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.BeforeEach;

/**
 * Waiting while so much happens that the doorbell rings only for those who wait.
 */
class WaitingInABurstTests extends WaitingTests {

	WaitingInABurstTests(RedisServer redis) {
		super(redis);
	}

	@BeforeEach
	void beginBurst(RedisServer redis) {
		Journals.beginBurst(redis, "locky:lock:resource:journal");
	}

}
