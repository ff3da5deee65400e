package io.github.locky.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LockyPropertiesValidator}.
 */
class LockyPropertiesValidatorTests {

	@Test
	void defaultsAreValid() {
		LockyProperties properties = bind(Map.of());
		assertThatNoException().isThrownBy(() -> LockyPropertiesValidator.validate(properties));
		assertThatNoException().isThrownBy(() -> LockyPropertiesValidator.validateForCluster(properties));
	}

	@ParameterizedTest
	@CsvSource({ "locky.ttl, 1ms", "locky.ttl, 36525d", "locky.lease.ttl, 1s", "locky.lease.ttl, 1d",
			"locky.partitions, 1", "locky.partitions, 1024", "locky.events.journal-length, 1000",
			"locky.events.database, 0", "locky.wait.poll-interval, 1ms", "locky.wait.poll-interval, 1h",
			"locky.events.expiry-warning, 1s", "locky.events.expiry-warning, 1d", "locky.replication.min-replicas, 0",
			"locky.replication.timeout, 1ms", "locky.key-prefix, {shop}:", "locky.key-prefix, \uD83D\uDD12:" })
	void acceptsLimits(String name, String value) {
		LockyProperties properties = bind(Map.of(name, value));
		assertThatNoException().isThrownBy(() -> LockyPropertiesValidator.validate(properties));
	}

	@ParameterizedTest
	@CsvSource({ "locky.ttl, 0", "locky.ttl, -1s", "locky.ttl, 999us", "locky.ttl, 36526d", "locky.lease.ttl, 999ms",
			"locky.lease.ttl, 25h", "locky.partitions, 0", "locky.partitions, 1025", "locky.events.journal-length, 999",
			"locky.events.database, -1", "locky.wait.poll-interval, 0", "locky.events.expiry-warning, 999ms",
			"locky.events.expiry-warning, 25h", "locky.wait.poll-interval, 61m", "locky.replication.min-replicas, -1",
			"locky.replication.timeout, 0", "locky.key-prefix, ''", "locky.key-prefix, ' '",
			"locky.key-prefix, locky:shop:", "locky.key-prefix, \uD83D:" })
	void refusesWhatIsBeyond(String name, String value) {
		LockyProperties properties = bind(Map.of(name, value));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> LockyPropertiesValidator.validate(properties))
			.satisfies((ex) -> assertThatProperty(ex, name));
	}

	@ParameterizedTest
	@CsvSource({ "{shop}:", "shop{:", "shop}:" })
	void refusesBracesInKeyPrefixForCluster(String keyPrefix) {
		LockyProperties properties = bind(Map.of("locky.key-prefix", keyPrefix));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> LockyPropertiesValidator.validateForCluster(properties))
			.satisfies((ex) -> assertThatProperty(ex, "locky.key-prefix"));
	}

	private void assertThatProperty(InvalidConfigurationPropertyValueException ex, String name) {
		assertThat(ex.getName()).isEqualTo(name);
		assertThat(ex.getReason()).startsWith("Must ").endsWith(".");
	}

	private LockyProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("locky", LockyProperties.class);
	}

}
