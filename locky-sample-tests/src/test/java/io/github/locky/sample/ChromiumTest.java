package io.github.locky.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Tests that need a Chromium: skipped where none is installed, unless
 * {@code -Dlocky.test.require-chromium=true} makes them fail there.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.github.locky.sample.Chromium#isInstalledOrRequired", disabledReason = "No Chromium on the PATH")
@interface ChromiumTest {

}
