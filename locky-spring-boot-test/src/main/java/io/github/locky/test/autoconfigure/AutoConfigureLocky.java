package io.github.locky.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.locky.autoconfigure.LockyProperties;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Switches Locky on in a test of an application, by default with locks in memory: in a
 * slice such as {@code @WebMvcTest}, so that {@code @Locked} methods lock, or in a
 * {@code @SpringBootTest} instead of a Redis. Each application context then has locks of
 * its own, a {@link io.github.locky.store.memory.MovableClock} that they live by, and
 * {@link io.github.locky.test.LockyEvents} that records what is heard.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping("locky")
public @interface AutoConfigureLocky {

	/**
	 * Where the locks are. With {@link LockyProperties.Store#REDIS} the test has to have
	 * a Redis.
	 * @return the store
	 */
	LockyProperties.Store store() default LockyProperties.Store.MEMORY;

}
