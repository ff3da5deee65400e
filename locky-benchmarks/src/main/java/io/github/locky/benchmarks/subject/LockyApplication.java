package io.github.locky.benchmarks.subject;

import io.github.locky.autoconfigure.LockyAutoConfiguration;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * What an application with the starter has of Redis and Locky, and nothing of the peers.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LockyAutoConfiguration.class })
class LockyApplication {

	static ConfigurableApplicationContext start(int port, boolean events) {
		return new SpringApplicationBuilder(LockyApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.properties("spring.data.redis.host=" + Redis.HOST, "spring.data.redis.port=" + port,
					"locky.events.enabled=" + events,
					// Those that listen do not hear of those that do not
					"locky.key-prefix=" + ((events) ? "listening:" : "silent:"))
			.run();
	}

}
