package io.github.locky.annotation;

import java.nio.file.Path;

import io.github.locky.testing.AheadOfTime;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time.
 */
@RedisTest
class LockedAotTests {

	private final RedisServer redis;

	LockedAotTests(RedisServer redis) {
		this.redis = redis;
	}

	@Test
	void methodsAreLockedInAnApplicationProcessedAheadOfTime(@TempDir Path directory) {
		AheadOfTime application = AheadOfTime.process(LockedAotApplication.class, directory);
		assertThat(application.run("--spring.data.redis.port=" + this.redis.port())).contains("ahead of time: true",
				"alone: 12 is held by ada", "beside grace: instead of 12");
		assertThat(application.hints()).contains("\"name\": \"instead\"");
	}

}
