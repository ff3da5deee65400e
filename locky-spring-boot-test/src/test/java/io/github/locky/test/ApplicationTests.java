package io.github.locky.test;

import java.time.Duration;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.store.memory.MovableClock;
import io.github.locky.test.autoconfigure.AutoConfigureLocky;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static io.github.locky.test.LockyAssertions.assertThat;

/**
 * A whole application without a Redis.
 */
// snippet: application
@SpringBootTest
@AutoConfigureLocky
class ApplicationTests {

	@Autowired
	private LockyOperations locky;

	@Autowired
	private MovableClock clock;

	@Autowired
	private LockyEvents events;

	@Test
	void lockExpiresAndEverybodyHears() {
		this.locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
		this.clock.advance(Duration.ofMinutes(11));
		assertThat(this.events).heardLocked("article:12", "ada").heardExpired("article:12", "ada");
		assertThat(this.locky).hasNoLocks();
	}

}
// end
