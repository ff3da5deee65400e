package io.github.locky.autoconfigure;

import java.util.Arrays;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

/**
 * Matches if there is no bean qualified {@link LockyRedisConnectionFactory}. Spring
 * Boot's own condition does not see beans that are no default candidates.
 */
class OnMissingQualifiedConnectionFactory extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		Assert.state(beanFactory != null, "'beanFactory' must not be null");
		String[] names = Arrays.stream(beanFactory.getBeanNamesForType(RedisConnectionFactory.class, true, false))
			.filter((name) -> isQualified(beanFactory, name))
			.toArray(String[]::new);
		ConditionMessage.Builder message = ConditionMessage.forCondition(LockyRedisConnectionFactory.class);
		return (names.length == 0) ? ConditionOutcome.match(message.didNotFind("any beans").atAll())
				: ConditionOutcome.noMatch(message.found("bean", "beans").items((Object[]) names));
	}

	private static boolean isQualified(ListableBeanFactory beanFactory, String name) {
		return beanFactory.findAnnotationOnBean(name, LockyRedisConnectionFactory.class, false) != null;
	}

}
