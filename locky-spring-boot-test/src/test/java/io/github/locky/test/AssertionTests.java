package io.github.locky.test;

import java.time.Duration;

import io.github.locky.InMemoryLocky;
import io.github.locky.LockRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.locky.test.LockyAssertions.assertThat;
import static io.github.locky.test.LockyAssertions.assertThatMethod;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What failed assertions say.
 */
class AssertionTests {

	private final InMemoryLocky locky = InMemoryLocky.create();

	@AfterEach
	void close() {
		this.locky.close();
	}

	@Test
	void freeResourceIsNotLocked() {
		assertThat(this.locky).hasNoLocks().resource("a").isNotLocked();
		assertFails(() -> assertThat(this.locky).resource("a").isLocked(), "Expected 'a' to be locked, but it is not");
		assertFails(() -> assertThat(this.locky).resource("a").isLockedBy("ada"),
				"Expected 'a' to be locked, but it is not");
	}

	@Test
	void heldResourceIsLockedByItsLockerOnly() {
		this.locky.lock("a", "ada");
		assertThat(this.locky).resource("a").isLocked().isLockedBy("ada").doesNotExpire();
		assertFails(() -> assertThat(this.locky).resource("a").isLockedBy("grace"),
				"Expected 'a' to be locked by 'grace', but it is locked by 'ada'");
		assertFails(() -> assertThat(this.locky).resource("a").isNotLocked(),
				"Expected 'a' not to be locked, but it is locked by 'ada'");
		assertFails(() -> assertThat(this.locky).hasNoLocks(), "Expected nothing to be locked, but these are: ");
		assertFails(() -> assertThat(this.locky).resource("a").expiresWithin(Duration.ofSeconds(1)),
				"Expected the lock of 'a' to expire within PT1S, but it does not");
	}

	@Test
	void lockOfALimitedTimeExpires() {
		this.locky.lock(LockRequest.of("a", "ada").ttl(Duration.ofMinutes(10)));
		long token = this.locky.find("a").orElseThrow().fencingToken();
		assertThat(this.locky).resource("a").expiresWithin(Duration.ofMinutes(10)).hasFencingToken(token);
		assertFails(() -> assertThat(this.locky).resource("a").hasFencingToken(1), "to have the fencing token 1");
		assertFails(() -> assertThat(this.locky).resource("a").doesNotExpire(), "not to expire");
	}

	@Test
	void beanThatIsNoProxyIsNotLocked() {
		assertFails(() -> assertThatMethod(new ArticleService(), "publish").isLocked(), "is no proxy");
		assertFails(() -> assertThatMethod(new ArticleService(), "print").isLocked(), "has no such method");
	}

	private static void assertFails(ThrowingCallable assertion, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessageContaining(message);
	}

}
