package io.github.locky.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import io.github.locky.LockRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Tells which property has a value that Locky can't work with. This is no part of
 * binding, as its failures are reported without the origin of the value.
 */
final class LockyPropertiesValidator {

	private static final int MAX_PARTITIONS = 1024;

	// One request makes up to 400 entries, and no instance may miss them for that
	private static final int MIN_JOURNAL_LENGTH = 1000;

	private static final Set<Integer> REFUSALS = Set.of(423, 409);

	private static final Duration MAX_PAUSE = Duration.ofHours(1);

	private LockyPropertiesValidator() {
	}

	static void validate(LockyProperties properties) {
		Duration ttl = properties.ttl();
		check(ttl == null || isBetweenMillisecondAnd(LockRequest.MAX_TTL, ttl), "locky.ttl", ttl,
				"Must be at least 1 ms and at most 100 years.");
		Duration leaseTtl = properties.lease().ttl();
		check(leaseTtl.compareTo(Duration.ofSeconds(1)) >= 0 && leaseTtl.compareTo(Duration.ofDays(1)) <= 0,
				"locky.lease.ttl", leaseTtl, "Must be at least 1 s and at most 1 day.");
		Integer partitions = properties.partitions();
		check(partitions == null || (partitions >= 1 && partitions <= MAX_PARTITIONS), "locky.partitions", partitions,
				"Must be at least 1 and at most " + MAX_PARTITIONS + ".");
		long journalLength = properties.events().journalLength();
		check(journalLength >= MIN_JOURNAL_LENGTH, "locky.events.journal-length", journalLength,
				"Must be at least " + MIN_JOURNAL_LENGTH + ".");
		Integer database = properties.events().database();
		check(database == null || database >= 0, "locky.events.database", database, "Must not be negative.");
		Duration expiryWarning = properties.events().expiryWarning();
		check(expiryWarning == null || (expiryWarning.compareTo(Duration.ofSeconds(1)) >= 0
				&& expiryWarning.compareTo(Duration.ofDays(1)) <= 0), "locky.events.expiry-warning", expiryWarning,
				"Must be at least 1 s and at most 1 day.");
		Duration pollInterval = properties.waiting().pollInterval();
		check(isBetweenMillisecondAnd(MAX_PAUSE, pollInterval), "locky.wait.poll-interval", pollInterval,
				"Must be at least 1 ms and at most 1 hour.");
		int minReplicas = properties.replication().minReplicas();
		check(minReplicas >= 0, "locky.replication.min-replicas", minReplicas, "Must not be negative.");
		Duration timeout = properties.replication().timeout();
		check(isBetweenMillisecondAnd(MAX_PAUSE, timeout), "locky.replication.timeout", timeout,
				"Must be at least 1 ms and at most 1 hour.");
		validateKeyPrefix(properties.keyPrefix());
	}

	/**
	 * Validate what only matters with Spring MVC or WebFlux.
	 * @param web the properties
	 * @return the status of refusals
	 */
	static int validateForWeb(LockyProperties.Web web) {
		Integer refusals = web.refusals();
		if (refusals == null || !REFUSALS.contains(refusals)) {
			throw new InvalidConfigurationPropertyValueException("locky.web.refusals", refusals, "Must be 423 or 409.");
		}
		return refusals;
	}

	/**
	 * Validate what only matters with a client other than Lettuce.
	 * @param properties the properties
	 */
	static void validateWithoutLettuce(LockyProperties properties) {
		int minReplicas = properties.replication().minReplicas();
		check(minReplicas == 0, "locky.replication.min-replicas", minReplicas,
				"Must be 0 with a client other than Lettuce.");
	}

	/**
	 * Validate what only matters with a cluster.
	 * @param properties the properties
	 */
	static void validateForCluster(LockyProperties properties) {
		// Redis would take braces in the prefix for the hash tag that Locky adds
		String keyPrefix = properties.keyPrefix();
		check(keyPrefix.indexOf('{') == -1 && keyPrefix.indexOf('}') == -1, "locky.key-prefix", keyPrefix,
				"Must not contain braces when Redis is a cluster.");
	}

	private static void validateKeyPrefix(String keyPrefix) {
		String name = "locky.key-prefix";
		check(!keyPrefix.isBlank(), name, keyPrefix, "Must not be blank.");
		check(!keyPrefix.startsWith("locky:"), name, keyPrefix,
				"Must not begin with 'locky:', as the keys of Locky's own records do.");
		check(StandardCharsets.UTF_8.newEncoder().canEncode(keyPrefix), name, keyPrefix, "Must be well-formed UTF-16.");
	}

	private static boolean isBetweenMillisecondAnd(Duration max, Duration duration) {
		return duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(max) <= 0;
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(name, value, reason);
		}
	}

}
