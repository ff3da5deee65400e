package io.github.locky.autoconfigure;

import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.Assert;

/**
 * Matches if Locky is to make a connection of its own: there are
 * {@link LockyConnectionDetails} or any {@code locky.redis} property, and no
 * {@link LockyRedisConnectionFactory} bean, which goes before both. Boot's bean
 * conditions would overlook a qualified bean that is no default candidate.
 */
class OnDedicatedConnectionCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Connection of Locky's own");
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		Assert.state(beanFactory != null, "'beanFactory' must not be null");
		if (beanFactory.getBeanNamesForAnnotation(LockyRedisConnectionFactory.class).length > 0) {
			return ConditionOutcome.noMatch(message.because("a bean is qualified @LockyRedisConnectionFactory"));
		}
		if (beanFactory.getBeanNamesForType(LockyConnectionDetails.class, true, false).length > 0) {
			return ConditionOutcome.match(message.because("there are LockyConnectionDetails"));
		}
		boolean configured = Binder.get(context.getEnvironment())
			.bind("locky.redis", Bindable.mapOf(String.class, Object.class))
			.map(Map::isEmpty)
			.map((empty) -> !empty)
			.orElse(false);
		return (configured) ? ConditionOutcome.match(message.because("locky.redis is set"))
				: ConditionOutcome.noMatch(message.because("locky.redis is not set"));
	}

}
