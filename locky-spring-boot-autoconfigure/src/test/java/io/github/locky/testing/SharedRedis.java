package io.github.locky.testing;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The server all tests of this JVM share: in a container where a Docker engine answers,
 * otherwise a process. It ends with the JVM.
 */
final class SharedRedis {

	private static final Log logger = LogFactory.getLog(SharedRedis.class);

	private static @Nullable RedisServer server;

	private SharedRedis() {
	}

	static synchronized RedisServer server() {
		RedisServer started = server;
		if (started == null) {
			started = start();
			server = started;
		}
		return started;
	}

	static synchronized @Nullable RedisServer current() {
		return server;
	}

	private static RedisServer start() {
		boolean docker = RedisBinary.choice().equals("auto") && DockerRedis.isAvailable();
		RedisServer started = docker ? DockerRedis.start() : RedisServer.start();
		logger.info("The tests share " + (docker ? "Redis " + started.info("redis_version") + ", a container,"
				: RedisBinary.get().version() + ", a process,") + " at " + started);
		return started;
	}

}
