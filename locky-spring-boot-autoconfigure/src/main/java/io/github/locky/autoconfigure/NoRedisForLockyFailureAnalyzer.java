package io.github.locky.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoRedisForLockyException}.
 */
class NoRedisForLockyFailureAnalyzer extends AbstractFailureAnalyzer<NoRedisForLockyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoRedisForLockyException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Let DataRedisAutoConfiguration make one from 'spring.data.redis', define a RedisConnectionFactory bean, "
						+ "set 'locky.redis.host' or 'locky.redis.url', or switch Locky off with 'locky.enabled=false'.",
				cause);
	}

}
