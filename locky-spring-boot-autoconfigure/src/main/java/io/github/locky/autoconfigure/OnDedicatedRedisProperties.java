package io.github.locky.autoconfigure;

import io.github.locky.autoconfigure.LockyProperties.Redis;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if any of the properties {@code locky.redis.*} is set.
 */
class OnDedicatedRedisProperties extends SpringBootCondition {

	private static final String PREFIX = "locky.redis";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Dedicated Redis properties");
		return (Binder.get(context.getEnvironment()).bind(PREFIX, Redis.class).isBound())
				? ConditionOutcome.match(message.foundExactly(PREFIX + ".*"))
				: ConditionOutcome.noMatch(message.didNotFind(PREFIX + ".*").atAll());
	}

}
