package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyProperties}.
 */
class LockyPropertiesTests {

	@Test
	void locksDoNotExpireByDefault() {
		assertThat(bind(Map.of()).ttl()).isNull();
	}

	@Test
	void bindsTtl() {
		assertThat(bind("locky.ttl", "90s").ttl()).isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void ttlWithoutUnitIsMilliseconds() {
		assertThat(bind("locky.ttl", "1500").ttl()).isEqualTo(Duration.ofMillis(1500));
	}

	@Test
	void keyPrefixIsTheOneOfNodeByDefault() {
		assertThat(bind(Map.of()).keyPrefix()).isEqualTo("lock:resource:");
	}

	@Test
	void bindsKeyPrefix() {
		assertThat(bind("locky.key-prefix", "shop:").keyPrefix()).isEqualTo("shop:");
	}

	@Test
	void partitionsDependOnTheConnectionByDefault() {
		assertThat(bind(Map.of()).partitions()).isNull();
	}

	@Test
	void bindsPartitions() {
		assertThat(bind("locky.partitions", "32").partitions()).isEqualTo(32);
	}

	@Test
	void eventsAreEnabledByDefault() {
		assertThat(bind(Map.of()).events()).isEqualTo(new LockyProperties.Events(true, 100_000, null, null));
	}

	@Test
	void bindsEvents() {
		LockyProperties properties = bind(Map.of("locky.events.enabled", "false", "locky.events.journal-length", "500",
				"locky.events.database", "3", "locky.events.expiry-warning", "10s"));
		assertThat(properties.events()).isEqualTo(new LockyProperties.Events(false, 500, 3, Duration.ofSeconds(10)));
	}

	@Test
	void pollsEverySecondByDefault() {
		assertThat(bind(Map.of()).waiting().pollInterval()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void bindsPollInterval() {
		assertThat(bind("locky.wait.poll-interval", "200ms").waiting().pollInterval())
			.isEqualTo(Duration.ofMillis(200));
	}

	@Test
	void thereIsNoDedicatedRedisByDefault() {
		assertThat(bind(Map.of()).redis()).isNull();
	}

	@Test
	void anyRedisPropertyMakesADedicatedRedis() {
		assertThat(bind("locky.redis.lettuce.read-from", "replica").redis()).isNotNull();
	}

	private LockyProperties bind(String name, String value) {
		return bind(Map.of(name, value));
	}

	private LockyProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("locky", LockyProperties.class);
	}

}
