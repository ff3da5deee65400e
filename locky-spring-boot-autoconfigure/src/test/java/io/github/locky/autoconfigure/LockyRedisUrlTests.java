package io.github.locky.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockyRedisUrl}.
 */
class LockyRedisUrlTests {

	@Test
	void parsesEverything() {
		assertThat(LockyRedisUrl.parse("rediss://user:password@example.com:6380/8"))
			.isEqualTo(new LockyRedisUrl(true, "example.com", 6380, 8, "user", "password"));
	}

	@Test
	void everythingButTheHostIsOptional() {
		assertThat(LockyRedisUrl.parse("redis://example.com"))
			.isEqualTo(new LockyRedisUrl(false, "example.com", 6379, 0, null, null));
	}

	@Test
	void slashWithoutDatabaseIsDatabaseZero() {
		assertThat(LockyRedisUrl.parse("redis://example.com/").database()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis://secret@example.com", "redis://:secret@example.com" })
	void usernameIsOptional(String url) {
		LockyRedisUrl parsed = LockyRedisUrl.parse(url);
		assertThat(parsed.username()).isNull();
		assertThat(parsed.password()).isEqualTo("secret");
	}

	@Test
	void passwordMayHoldColons() {
		assertThat(LockyRedisUrl.parse("redis://user:a:b@example.com").password()).isEqualTo("a:b");
	}

	@Test
	void credentialsMayBePercentEncoded() {
		assertThat(LockyRedisUrl.parse("redis://user:a%40b%2Fc@example.com").password()).isEqualTo("a@b/c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "example.com:6379", "http://example.com",
			"redis-sentinel://example.com", "redis:example.com", "redis://", "redis:///1", "redis://under_score:6379",
			"redis://exa mple.com", "redis://example.com/one", "redis://example.com/-1", "redis://example.com/1/2" })
	void refusesWhatIsNoUrlOfRedis(String url) {
		assertThatExceptionOfType(LockyConfigurationException.class).isThrownBy(() -> LockyRedisUrl.parse(url))
			.withMessageContaining("'" + url + "'")
			.withMessageContaining("'locky.redis.url'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://user:secret@example.com", "redis://user:secret@exa mple.com",
			"redis://user:secret@example.com/one", "redis://user:secret^@example.com",
			"redis://user:sec@ret@example.com" })
	void neverShowsCredentials(String url) {
		assertThatExceptionOfType(LockyConfigurationException.class).isThrownBy(() -> LockyRedisUrl.parse(url))
			.withMessageContaining("***")
			.withMessageNotContaining("sec")
			.withMessageNotContaining("user")
			.withNoCause();
	}

}
