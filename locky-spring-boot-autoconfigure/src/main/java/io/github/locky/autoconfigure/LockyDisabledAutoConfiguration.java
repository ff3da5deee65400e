package io.github.locky.autoconfigure;

import io.github.locky.LockyOperations;
import io.github.locky.annotation.Locked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications in which Locky is
 * switched off: says so where {@link Locked} methods run without locks, unless the
 * application has a {@link LockyOperations} bean of its own.
 */
@AutoConfiguration(after = LockyAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "locky.enabled", havingValue = false)
@ConditionalOnMissingBean(LockyOperations.class)
@Import(UnlockedMethodsWarning.class)
public final class LockyDisabledAutoConfiguration {

}
