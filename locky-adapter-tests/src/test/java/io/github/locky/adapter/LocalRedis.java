package io.github.locky.adapter;

import java.io.IOException;
import java.net.ServerSocket;

import redis.embedded.RedisServer;

/**
 * A Redis on a free port of this machine.
 */
final class LocalRedis {

	private LocalRedis() {
	}

	static RedisServer start() throws IOException {
		RedisServer server = RedisServer.newRedisServer()
			.bind("127.0.0.1")
			.port(freePort())
			.setting("save \"\"")
			.build();
		server.start();
		return server;
	}

	private static int freePort() throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			return free.getLocalPort();
		}
	}

}
