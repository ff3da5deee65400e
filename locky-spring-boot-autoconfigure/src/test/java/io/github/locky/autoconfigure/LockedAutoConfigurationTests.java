package io.github.locky.autoconfigure;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockedAutoConfiguration}.
 */
@RedisTest
@ExtendWith(OutputCaptureExtension.class)
class LockedAutoConfigurationTests {

	private final RedisServer redis;

	LockedAutoConfigurationTests(RedisServer redis) {
		this.redis = redis;
	}

	@Test
	void doesNotKeepOtherBeansFromBeingProcessed(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
					LockedAutoConfiguration.class, ObservationAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + this.redis.port())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("not eligible");
			});
	}

}
