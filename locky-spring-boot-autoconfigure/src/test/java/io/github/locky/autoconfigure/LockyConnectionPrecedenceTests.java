package io.github.locky.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for which Redis {@link LockyAutoConfiguration} uses.
 */
class LockyConnectionPrecedenceTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=application");

	@Test
	void connectionOfTheApplicationIsUsedByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(hostOfLocky(context)).isEqualTo("application");
			assertThat(context).hasSingleBean(RedisConnectionFactory.class)
				.doesNotHaveBean(LockyConnectionDetails.class);
		});
	}

	@Test
	void lockyPropertiesAreUsedOverTheConnectionOfTheApplication() {
		this.contextRunner.withPropertyValues("locky.redis.host=properties")
			.run((context) -> assertThat(hostOfLocky(context)).isEqualTo("properties"));
	}

	@Test
	void systemPropertiesCountAsLockyProperties() {
		this.contextRunner.withSystemProperties("locky.redis.host=system")
			.run((context) -> assertThat(hostOfLocky(context)).isEqualTo("system"));
	}

	@Test
	void lockyConnectionDetailsAreUsedOverLockyProperties() {
		this.contextRunner.withUserConfiguration(DetailsConfiguration.class)
			.withPropertyValues("locky.redis.host=properties")
			.run((context) -> {
				assertThat(hostOfLocky(context)).isEqualTo("details");
				assertThat(context).hasSingleBean(LockyConnectionDetails.class);
			});
	}

	@Test
	void lockyConnectionDetailsAreUsedOverTheConnectionOfTheApplication() {
		this.contextRunner.withUserConfiguration(DetailsConfiguration.class)
			.run((context) -> assertThat(hostOfLocky(context)).isEqualTo("details"));
	}

	@Test
	void qualifiedConnectionFactoryIsUsedOverLockyConnectionDetails() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class, DetailsConfiguration.class)
			.run((context) -> {
				assertThat(hostOfLocky(context)).isEqualTo("qualified");
				assertThat(context).doesNotHaveBean("lockyRedisConnectionFactory");
			});
	}

	@Test
	void qualifiedConnectionFactoryIsUsedOverLockyProperties() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class)
			.withPropertyValues("locky.redis.host=properties")
			.run((context) -> {
				assertThat(hostOfLocky(context)).isEqualTo("qualified");
				assertThat(context).doesNotHaveBean(LockyConnectionDetails.class);
			});
	}

	@Test
	void qualifiedConnectionFactoryIsUsedOverTheConnectionOfTheApplication() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class).run((context) -> {
			assertThat(hostOfLocky(context)).isEqualTo("qualified");
			assertThat(context.getBean(LettuceConnectionFactory.class).getHostName()).isEqualTo("application");
		});
	}

	@Test
	void qualifiedConnectionFactoryMayBeTheOneOfTheApplication() {
		this.contextRunner.withUserConfiguration(QualifiedDefaultConfiguration.class).run((context) -> {
			assertThat(hostOfLocky(context)).isEqualTo("qualified");
			assertThat(context).hasSingleBean(RedisConnectionFactory.class);
		});
	}

	@Test
	void refusesToChooseBetweenSeveralQualifiedConnectionFactories() {
		this.contextRunner.withUserConfiguration(QualifiedConfiguration.class, OtherQualifiedConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("qualifiedFactory")
				.hasMessageContaining("otherQualifiedFactory"));
	}

	@Test
	void dedicatedRedisNeedsNoneOfTheApplication() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class))
			.withPropertyValues("locky.redis.host=properties")
			.run((context) -> assertThat(hostOfLocky(context)).isEqualTo("properties"));
	}

	private static String hostOfLocky(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		StringRedisTemplate template = context.getBean("lockyStringRedisTemplate", StringRedisTemplate.class);
		return ((LettuceConnectionFactory) template.getRequiredConnectionFactory()).getHostName();
	}

	@Configuration(proxyBeanMethods = false)
	static class DetailsConfiguration {

		@Bean
		LockyConnectionDetails details() {
			return new LockyConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("details", 6379);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedConfiguration {

		@Bean(defaultCandidate = false)
		@LockyRedisConnectionFactory
		LettuceConnectionFactory qualifiedFactory() {
			return new LettuceConnectionFactory("qualified", 6379);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherQualifiedConfiguration {

		@Bean(defaultCandidate = false)
		@LockyRedisConnectionFactory
		LettuceConnectionFactory otherQualifiedFactory() {
			return new LettuceConnectionFactory("other", 6379);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedDefaultConfiguration {

		@Bean
		@LockyRedisConnectionFactory
		LettuceConnectionFactory qualifiedDefaultFactory() {
			return new LettuceConnectionFactory("qualified", 6379);
		}

	}

}
