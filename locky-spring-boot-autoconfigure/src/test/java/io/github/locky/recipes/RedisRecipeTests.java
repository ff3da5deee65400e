package io.github.locky.recipes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.event.LockyEvent;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recipes about where the locks are.
 */
@RedisTest
class RedisRecipeTests {

	private final RedisServer redis;

	private final StringRedisTemplate template;

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class));

	RedisRecipeTests(RedisServer redis, StringRedisTemplate template) {
		this.redis = redis;
		this.template = template;
	}

	@Test
	void twoPrefixesInOneApplication() {
		this.application.withBean(LegacyLocks.class)
			.withBean(Heard.class)
			.withPropertyValues("spring.data.redis.port=" + this.redis.port())
			.run((context) -> {
				LockyOperations locky = context.getBean(LockyOperations.class);
				LockyOperations legacy = context.getBean(LegacyLocks.class).operations();
				assertThat(locky.lock("article:12", "ada")).isTrue();
				assertThat(legacy.lock("article:12", "grace")).isTrue();
				assertThat(this.template.opsForValue().get("legacy:article:12")).isEqualTo("grace");
				Heard heard = context.getBean(Heard.class);
				Awaitility.await()
					.untilAsserted(() -> assertThat(heard.sources).containsExactlyInAnyOrder(locky, legacy));
			});
	}

	@Test
	void redisOfItsOwnMadeByHand() {
		this.application.withUserConfiguration(LockRedisConfiguration.class)
			.withPropertyValues("spring.data.redis.port=1", "locks.host=" + this.redis.host(),
					"locks.port=" + this.redis.port())
			.run((context) -> {
				assertThat(context.getBean(LockyOperations.class).lock("article:12", "ada")).isTrue();
				assertThat(this.template.opsForValue().get("lock:resource:article:12")).isEqualTo("ada");
				assertThat(context.getBean(RedisConnectionFactory.class))
					.isSameAs(context.getBean("redisConnectionFactory"));
			});
	}

	/**
	 * Remembers whose events were heard.
	 */
	static class Heard {

		private final List<Object> sources = new CopyOnWriteArrayList<>();

		@EventListener
		void on(LockyEvent event) {
			this.sources.add(event.getSource());
		}

	}

}
