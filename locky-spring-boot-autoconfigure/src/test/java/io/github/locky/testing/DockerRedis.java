package io.github.locky.testing;

import com.redis.testcontainers.RedisContainer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * A plain server in a container, which Testcontainers removes when the JVM has ended.
 */
final class DockerRedis {

	private static final DockerImageName IMAGE = DockerImageName.parse("redis:8-alpine");

	private DockerRedis() {
	}

	static boolean isAvailable() {
		// No engine is no error here, and Testcontainers logs it as one
		LoggingSystem logging = LoggingSystem.get(DockerRedis.class.getClassLoader());
		logging.setLogLevel("org.testcontainers", LogLevel.OFF);
		logging.setLogLevel("com.github.dockerjava", LogLevel.OFF);
		boolean available = DockerClientFactory.instance().isDockerAvailable();
		LogLevel level = available ? LogLevel.INFO : LogLevel.OFF;
		logging.setLogLevel("org.testcontainers", level);
		logging.setLogLevel("com.github.dockerjava", LogLevel.WARN);
		return available;
	}

	@SuppressWarnings("resource")
	static RedisServer start() {
		RedisContainer container = new RedisContainer(IMAGE);
		container.start();
		return new RedisServer(container.getHost(), container.getRedisPort());
	}

}
