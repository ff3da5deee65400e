package io.github.locky.test;

import java.time.Duration;

import io.github.locky.InMemoryLocky;
import io.github.locky.LockRequest;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MovableClock;
import org.junit.jupiter.api.Test;

import static io.github.locky.test.LockyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unit tests, without Spring.
 */
class UnitTests {

	// snippet: unit
	@Test
	void editorIsRefusedWhileAnotherEdits() {
		try (InMemoryLocky locky = InMemoryLocky.create()) {
			locky.lock("article:12", "ada");
			assertThat(locky.lock("article:12", "grace")).isFalse();
			assertThat(locky).resource("article:12").isLockedBy("ada");
		}
	}
	// end

	// snippet: clock
	@Test
	void lockOfAnEditorWhoWentAwayExpires() {
		MovableClock clock = new MovableClock();
		LockyEvents events = new LockyEvents();
		try (InMemoryLocky locky = InMemoryLocky.builder().clock(clock).listener(events::add).create()) {
			locky.lock(LockRequest.of("article:12", "ada").ttl(Duration.ofMinutes(10)));
			assertThat(locky).resource("article:12").expiresWithin(Duration.ofMinutes(10));
			clock.advance(Duration.ofMinutes(11));
			assertThat(locky).resource("article:12").isNotLocked();
			assertThat(events).heardExpired("article:12", "ada");
		}
	}
	// end

	// snippet: two
	@Test
	void twoInstancesHearEachOther() {
		MemoryDatabase database = new MemoryDatabase();
		LockyEvents events = new LockyEvents();
		try (InMemoryLocky one = InMemoryLocky.builder().database(database).create();
				InMemoryLocky two = InMemoryLocky.builder().database(database).listener(events::add).create()) {
			one.lock("article:12", "ada");
			assertThat(two.lock("article:12", "grace")).isFalse();
			assertThat(events).heardLocked("article:12", "ada");
		}
	}
	// end

}
