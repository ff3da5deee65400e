package io.github.locky.sample;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import redis.embedded.RedisServer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * A Redis that lives and dies with the application, unless one is configured or the locks
 * are in memory.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedRedisConfiguration.NoRedisConfigured.class)
class EmbeddedRedisConfiguration {

	@Bean(initMethod = "start", destroyMethod = "stop")
	RedisServer redisServer(@Value("${embedded-redis.port}") int port) throws IOException {
		return RedisServer.newRedisServer().bind("127.0.0.1").port(port).setting("save \"\"").build();
	}

	@Bean
	DataRedisConnectionDetails redisConnectionDetails(RedisServer redisServer) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("127.0.0.1", redisServer.ports().get(0));
			}

		};
	}

	static class NoRedisConfigured implements Condition {

		private static final Set<String> WHERE = Set.of("url", "host", "port", "sentinel", "cluster", "masterreplica");

		private static final String IN_MEMORY = "memory";

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			if (IN_MEMORY.equalsIgnoreCase(context.getEnvironment().getProperty("locky.store"))) {
				return false;
			}
			Binder binder = Binder.get(context.getEnvironment());
			return Stream.of("spring.data.redis", "locky.redis")
				.map((prefix) -> binder.bind(prefix, Bindable.mapOf(String.class, Object.class)).orElse(Map.of()))
				.allMatch((properties) -> Collections.disjoint(properties.keySet(), WHERE));
		}

	}

}
