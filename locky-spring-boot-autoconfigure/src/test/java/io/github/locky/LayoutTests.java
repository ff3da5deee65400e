package io.github.locky;

import java.util.Objects;

import io.github.locky.store.redis.LayoutMismatchException;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two layouts on one Redis would mean two owners.
 */
@RedisTest
class LayoutTests {

	@Test
	void anotherNumberOfPartitionsFailsOnStart(RedisServer redis) {
		try (LockyInstance first = LockyInstance.start(redis)) {
			first.locky().lock("article:1", "ada");
			LayoutMismatchException failure = startFailure(redis, partitions(4));
			assertThat(failure).hasMessageContaining("'locky.partitions=1'")
				.hasMessageContaining("'locky:lock:resource:layout'");
			assertThat(failure.getLayoutKey()).isEqualTo("locky:lock:resource:layout");
		}
	}

	@Test
	void anotherNumberIsFineOnceTheKeyIsGone(RedisServer redis) {
		LockyInstance.start(redis).close();
		redis.command("DEL", "locky:lock:resource:layout");
		try (LockyInstance instance = LockyInstance.start(redis, partitions(4))) {
			assertThat(instance.locky().lock("article:1", "ada")).isTrue();
			assertThat(redis.command("GET", "locky:lock:resource:layout")).isEqualTo("4:2");
			assertThat(redis.command("KEYS", "lock:resource:{?}:article:1"))
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.hasSize(1);
		}
	}

	@Test
	void anotherFormatFailsOnStart(RedisServer redis) {
		redis.command("SET", "locky:lock:resource:layout", "1");
		assertThat(startFailure(redis, RedisStoreSettings.defaults())).hasMessageContaining("format 1")
			.hasMessageContaining("format 2")
			.hasMessageContaining("delete the keys that begin with 'locky:lock:resource:', but for those that end with "
					+ "'journal'");
	}

	@Test
	void anotherFormatUnderAPrefixWithoutAColonNamesNoKeysOfOthers(RedisServer redis) {
		redis.command("SET", "locky:shop-layout", "1");
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		RedisStoreSettings settings = new RedisStoreSettings("shop-", null, defaults.journalLength(), null, null, null);
		assertThat(startFailure(redis, settings)).hasMessageContaining("delete the keys that begin with 'locky:shop-'");
	}

	// What is known only after some seconds, as on a busy machine, does not fail the
	// start
	private static LayoutMismatchException startFailure(RedisServer redis, RedisStoreSettings settings) {
		return Awaitility.await().until(() -> {
			try (LockyInstance started = LockyInstance.start(redis.host(), redis.port(), settings)) {
				return null;
			}
			catch (LayoutMismatchException ex) {
				return ex;
			}
		}, Objects::nonNull);
	}

	static RedisStoreSettings partitions(int partitions) {
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		return new RedisStoreSettings(defaults.keyPrefix(), partitions, defaults.journalLength(), null, null, null);
	}

}
