package io.github.locky.annotation;

import io.github.locky.LockyOperations;
import io.github.locky.autoconfigure.LockedAutoConfiguration;
import io.github.locky.autoconfigure.LockyAutoConfiguration;

import org.springframework.aot.AotDetector;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Edits an article, alone and beside somebody else.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LockyAutoConfiguration.class,
		LockedAutoConfiguration.class })
public class LockedAotApplication {

	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(LockedAotApplication.class)
			.web(WebApplicationType.NONE)
			.run(args)) {
			Desk desk = context.getBean(Desk.class);
			LockyOperations locky = context.getBean(LockyOperations.class);
			System.out.println("ahead of time: " + AotDetector.useGeneratedArtifacts());
			System.out.println("alone: " + desk.edit(12, locky));
			locky.lock("article:12", "grace");
			System.out.println("beside grace: " + desk.edit(12, locky));
		}
	}

	@Bean
	Desk desk() {
		return new Desk();
	}

	/**
	 * Where articles are edited.
	 */
	public static class Desk {

		@Locked(resource = "article:#{#id}", locker = "ada", fallback = "instead")
		public String edit(int id, LockyOperations locky) {
			return id + " is held by " + locky.getLocker("article:" + id);
		}

		String instead(int id, LockyOperations locky) {
			return "instead of " + id;
		}

	}

}
