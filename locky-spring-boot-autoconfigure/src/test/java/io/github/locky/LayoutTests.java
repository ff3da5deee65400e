package io.github.locky;

import io.github.locky.store.redis.LayoutMismatchException;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Two layouts on one Redis would mean two owners.
 */
@RedisTest
class LayoutTests {

	@Test
	void anotherNumberOfPartitionsFailsOnStart(RedisServer redis) {
		try (LockyInstance first = LockyInstance.start(redis)) {
			first.locky().lock("article:1", "ada");
			assertThatExceptionOfType(LayoutMismatchException.class)
				.isThrownBy(() -> startAndVerify(redis, partitions(4)))
				.withMessageContaining("'locky.partitions=1'")
				.withMessageContaining("'locky:lock:resource:layout'")
				.satisfies((ex) -> assertThat(ex.getLayoutKey()).isEqualTo("locky:lock:resource:layout"));
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
		LockyInstance.start(redis).close(); // a first connection may take longer than a
											// start waits for
		redis.command("SET", "locky:lock:resource:layout", "1");
		assertThatExceptionOfType(LayoutMismatchException.class)
			.isThrownBy(() -> startAndVerify(redis, RedisStoreSettings.defaults()))
			.withMessageContaining("format 1")
			.withMessageContaining("format 2")
			.withMessageContaining(
					"delete the keys that begin with 'locky:lock:resource:', but for those that end with "
							+ "'journal'");
	}

	@Test
	void anotherFormatUnderAPrefixWithoutAColonNamesNoKeysOfOthers(RedisServer redis) {
		redis.command("SET", "locky:shop-layout", "1");
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		RedisStoreSettings settings = new RedisStoreSettings("shop-", null, defaults.journalLength(), null, null, null);
		assertThatExceptionOfType(LayoutMismatchException.class).isThrownBy(() -> startAndVerify(redis, settings))
			.withMessageContaining("delete the keys that begin with 'locky:shop-'");
	}

	// On a busy machine a start no longer waits for what fails it
	private static void startAndVerify(RedisServer redis, RedisStoreSettings settings) {
		try (LockyInstance instance = LockyInstance.start(redis, settings)) {
			instance.engine().getStore().verify();
		}
	}

	static RedisStoreSettings partitions(int partitions) {
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		return new RedisStoreSettings(defaults.keyPrefix(), partitions, defaults.journalLength(), null, null, null);
	}

}
