package io.github.locky.autoconfigure;

import io.github.locky.actuate.LockyHealthIndicator;
import io.github.locky.engine.LockEngine;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link LockyHealthIndicator}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(LockEngine.class)
public final class LockyHealthContributorAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("locky")
	static class IndicatorConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = { "lockyHealthIndicator", "lockyHealthContributor" })
		LockyHealthIndicator lockyHealthIndicator(LockEngine engine) {
			return new LockyHealthIndicator(engine);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(name = IdleRedisHealthWarning.HEALTH_CONTRIBUTOR)
	static class WarningConfiguration {

		@Bean
		IdleRedisHealthWarning lockyIdleRedisHealthWarning(ListableBeanFactory beanFactory, Environment environment,
				@Qualifier("lockyStringRedisTemplate") ObjectProvider<StringRedisTemplate> template) {
			return new IdleRedisHealthWarning(beanFactory, environment, template.getIfAvailable());
		}

	}

}
