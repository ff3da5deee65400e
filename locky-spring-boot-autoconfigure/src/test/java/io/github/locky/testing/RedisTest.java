package io.github.locky.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test on the shared Redis, which is empty before each test method. Constructors and
 * methods may ask for the {@link RedisServer}, a {@code LettuceConnectionFactory} or a
 * {@code StringRedisTemplate}; they are shared, too.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RedisTestExtension.class)
public @interface RedisTest {

}
