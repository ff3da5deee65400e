package io.github.locky.store.redis;

import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import io.github.locky.store.OneLineLog;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Says once if Redis may throw locks away when its memory is full. Whoever must not ask
 * is not told.
 */
final class EvictionCheck {

	private static final OneLineLog logger = OneLineLog.of(EvictionCheck.class);

	private static final String POLICY = "maxmemory_policy";

	private static final String LIMIT = "maxmemory";

	private static final String NO_EVICTION = "noeviction";

	private final StringRedisTemplate template;

	private boolean done;

	private volatile Set<String> policies = Set.of();

	EvictionCheck(StringRedisTemplate template) {
		this.template = template;
	}

	void check() {
		if (this.done) {
			return;
		}
		try {
			Set<String> policies = evictingPolicies(this.template
				.execute((RedisCallback<Properties>) (connection) -> connection.serverCommands().info("memory")));
			this.policies = policies;
			this.done = true;
			if (!policies.isEmpty()) {
				logger.warn("Redis may evict locks when its memory is full, and Locky then promises nothing: "
						+ "'maxmemory-policy' is " + String.join(", ", policies) + " and should be " + NO_EVICTION);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Redis did not tell whether it evicts", ex);
		}
	}

	/**
	 * Return by which policies Redis may throw locks away.
	 * @return the policies; empty if it does not, or nobody knows
	 */
	Set<String> policies() {
		return this.policies;
	}

	// A cluster answers for each node, with the node before the name of the field
	static Set<String> evictingPolicies(Properties info) {
		Set<String> policies = new TreeSet<>();
		for (String field : info.stringPropertyNames()) {
			if (field.endsWith(POLICY)) {
				String policy = info.getProperty(field).trim();
				String limit = info.getProperty(field.substring(0, field.length() - POLICY.length()) + LIMIT, "0");
				if (!limit.trim().equals("0") && !policy.equals(NO_EVICTION)) {
					policies.add(policy);
				}
			}
		}
		return policies;
	}

}
