package io.github.locky.annotation;

import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.testing.RedisServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Applications with locked methods.
 */
final class LockedApplication {

	static final String PREFIX = "lock:resource:";

	private LockedApplication() {
	}

	static ApplicationContextRunner on(RedisServer server) {
		return withoutStore().withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	static ApplicationContextRunner on(MemoryDatabase database) {
		return withoutStore().withBean(MemoryDatabase.class, () -> database).withPropertyValues("locky.store=memory");
	}

	private static ApplicationContextRunner withoutStore() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LockyAutoConfiguration.class,
				LockedAutoConfiguration.class, AopAutoConfiguration.class));
	}

}
