package io.github.locky.autoconfigure;

import io.github.locky.annotation.Locked;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said about annotations that cannot work.
 */
@RedisTest
class InvalidLockedAnnotationFailureAnalyzerTests {

	private final RedisServer redis;

	InvalidLockedAnnotationFailureAnalyzerTests(RedisServer redis) {
		this.redis = redis;
	}

	@Test
	void beanAndMethodAndReasonAreNamed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
					LockedAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + this.redis.port())
			.withBean("desk", Desk.class)
			.run((context) -> {
				FailureAnalysis analysis = new InvalidLockedAnnotationFailureAnalyzer()
					.analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).isEqualTo("@Locked on " + Desk.class.getName()
						+ ".edit() of the bean 'desk' is not valid: it names no resource.");
				assertThat(analysis.getAction()).isNotBlank();
			});
	}

	static class Desk {

		@Locked
		void edit() {
		}

	}

}
