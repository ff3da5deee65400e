package io.github.locky.autoconfigure;

import java.util.Arrays;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockyConfigurationFailureAnalyzer} and for what others report of
 * properties of Locky.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockyConfigurationFailureAnalyzerTests {

	@Test
	void tellsWhatIsWrongAndWhatToDo() {
		LockyConfigurationException failure = new LockyConfigurationException("Wrong.", "Do it right.");
		FailureAnalysis analysis = new LockyConfigurationFailureAnalyzer().analyze(new RuntimeException(failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Wrong.");
		assertThat(analysis.getAction()).isEqualTo("Do it right.");
	}

	@Test
	void reportsThatThereIsNoRedis(CapturedOutput output) {
		runWith();
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Locky has no Redis")
			.contains("Set the properties 'spring.data.redis.*' or 'locky.redis.*'")
			.contains("'locky.store=memory'");
	}

	@Test
	void reportsInvalidUrlWithoutCredentials(CapturedOutput output) {
		runWith("locky.redis.url=http://user:secret@example.com");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'http://***@example.com'")
			.doesNotContain("secret");
	}

	@Test
	void reportsSeveralWaysToRedis(CapturedOutput output) {
		runWith("locky.redis.cluster.nodes[0]=localhost:7000", "locky.redis.sentinel.master=main");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("locky.redis.sentinel, locky.redis.cluster.");
	}

	@Test
	void reportsInvalidValueWithItsOrigin(CapturedOutput output) {
		runWith("locky.redis.host=localhost", "locky.ttl=0");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value '0' for configuration property 'locky.ttl' (originating from ")
			.contains("Must be at least 1 ms and at most 100 years.");
	}

	@Test
	void reportsUrlBesideHost(CapturedOutput output) {
		runWith("locky.redis.url=redis://localhost", "locky.redis.host=localhost");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The following configuration properties are mutually exclusive")
			.contains("locky.redis.url")
			.contains("locky.redis.host");
	}

	@Test
	void reportsSeveralConnectionFactoriesInItsOwnWords(CapturedOutput output) {
		// Which analyzer comes first depends on the class path, and Spring Boot has one
		// for
		// the reason
		run(new SpringApplicationBuilder(LockyOnlyConfiguration.class, TwoConnectionFactoriesConfiguration.class))
			.havingRootCause()
			.isInstanceOf(LockyConfigurationException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Locky can't choose between several RedisConnectionFactory beans: [one, two]")
			.contains("@LockyRedisConnectionFactory");
	}

	private void runWith(String... properties) {
		run(new SpringApplicationBuilder(LockyOnlyConfiguration.class), properties);
	}

	private static ThrowableAssertAlternative<Exception> run(SpringApplicationBuilder application,
			String... properties) {
		application.web(WebApplicationType.NONE);
		String[] arguments = Arrays.stream(properties).map("--"::concat).toArray(String[]::new);
		return assertThatException().isThrownBy(() -> application.run(arguments));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LockyAutoConfiguration.class)
	static class LockyOnlyConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConnectionFactoriesConfiguration {

		@Bean
		RedisConnectionFactory one() {
			return mock(RedisConnectionFactory.class);
		}

		@Bean
		RedisConnectionFactory two() {
			return mock(RedisConnectionFactory.class);
		}

	}

}
