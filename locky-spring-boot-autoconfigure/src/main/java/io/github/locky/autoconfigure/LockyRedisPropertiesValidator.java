package io.github.locky.autoconfigure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.locky.autoconfigure.LockyProperties.Redis;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * Tells which of the properties {@code locky.redis.*} do not fit, to each other or to
 * Redis. Beside another an empty text counts as not set.
 */
final class LockyRedisPropertiesValidator {

	private static final int MAX_PORT = 65535;

	private LockyRedisPropertiesValidator() {
	}

	static void validate(Redis redis) {
		Integer port = redis.port();
		check(port == null || (port >= 1 && port <= MAX_PORT), "port", port,
				"Must be at least 1 and at most " + MAX_PORT + ".");
		Integer database = redis.database();
		check(database == null || database >= 0, "database", database, "Must not be negative.");
		validateUrl(redis);
		validateWay(redis);
		boolean any = redis.cluster() == null && redis.masterreplica() == null;
		check(any || database == null || database == 0, "database", database,
				"Must be 0 with a cluster or a static master with replicas.");
		check(redis.sentinel() == null || StringUtils.hasText(redis.sentinel().master()), "sentinel.master", null,
				"Must be set, as the sentinels watch it by this name.");
	}

	private static void validateUrl(Redis redis) {
		Map<String, @Nullable Object> properties = new LinkedHashMap<>();
		properties.put("locky.redis.url", redis.url());
		properties.put("locky.redis.host", redis.host());
		properties.put("locky.redis.port", redis.port());
		properties.put("locky.redis.username", redis.username());
		properties.put("locky.redis.password", redis.password());
		properties.put("locky.redis.database", redis.database());
		Set<String> configured = configuredNames(properties);
		if (configured.contains("locky.redis.url") && configured.size() > 1) {
			throw new MutuallyExclusiveConfigurationPropertiesException(configured, properties.keySet());
		}
	}

	private static void validateWay(Redis redis) {
		Map<String, @Nullable Object> ways = new LinkedHashMap<>();
		ways.put("locky.redis.url", redis.url());
		ways.put("locky.redis.host", redis.host());
		ways.put("locky.redis.sentinel", redis.sentinel());
		ways.put("locky.redis.cluster", redis.cluster());
		ways.put("locky.redis.masterreplica", redis.masterreplica());
		Set<String> configured = configuredNames(ways);
		if (configured.size() > 1) {
			// Spring Boot's exception is not analysed when a name stands for several
			// properties
			throw new LockyConfigurationException(
					"Where Locky finds its Redis is configured in several ways: " + String.join(", ", configured) + ".",
					"Configure only one of " + String.join(", ", ways.keySet()) + ".");
		}
	}

	private static Set<String> configuredNames(Map<String, @Nullable Object> properties) {
		return properties.entrySet()
			.stream()
			.filter((property) -> !ObjectUtils.isEmpty(property.getValue()))
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("locky.redis." + name, value, reason);
		}
	}

}
