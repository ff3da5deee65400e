package io.github.locky.testing;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/**
 * Waits until servers have got somewhere. What they answer with errors on the way there
 * counts as not yet.
 */
final class Patience {

	private Patience() {
	}

	static void until(String what, Callable<Boolean> condition) {
		Awaitility.await(what)
			.atMost(Duration.ofSeconds(60))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.ignoreExceptionsMatching((ex) -> ex instanceof UncheckedIOException || ex instanceof RedisErrorException)
			.until(condition);
	}

}
