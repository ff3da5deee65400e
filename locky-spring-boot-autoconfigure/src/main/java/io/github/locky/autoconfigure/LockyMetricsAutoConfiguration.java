package io.github.locky.autoconfigure;

import io.github.locky.actuate.LockyMetrics;
import io.github.locky.engine.LockEngine;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link LockyMetrics}.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(LockEngine.class)
public final class LockyMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LockyMetrics lockyMetrics(LockEngine engine) {
		return new LockyMetrics(engine);
	}

}
