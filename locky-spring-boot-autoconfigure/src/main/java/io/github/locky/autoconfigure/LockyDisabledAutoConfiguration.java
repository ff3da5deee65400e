package io.github.locky.autoconfigure;

import io.github.locky.annotation.Locked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications in which Locky is
 * switched off: says so where {@link Locked} methods run without locks.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "locky.enabled", havingValue = false)
@Import(UnlockedMethodsWarning.class)
public final class LockyDisabledAutoConfiguration {

}
