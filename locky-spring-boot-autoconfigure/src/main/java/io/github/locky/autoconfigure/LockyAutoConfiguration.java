package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Locky. All of it backs off when
 * there is a {@link LockyOperations} bean already.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ StringRedisTemplate.class, DataRedisAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "locky.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(LockyOperations.class)
@EnableConfigurationProperties(LockyProperties.class)
@Import({ RedisStoreConfiguration.class, MemoryStoreConfiguration.class, LockyEngineConfiguration.class })
@ImportRuntimeHints(LockyAutoConfiguration.LockyRuntimeHints.class)
public final class LockyAutoConfiguration {

	static class LockyRuntimeHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("META-INF/scripts/locky/*.lua");
		}

	}

}
