package io.github.locky.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells where everything is, and how long it lives.
 */
@Component
class StartMessage {

	private static final Logger logger = LoggerFactory.getLogger(StartMessage.class);

	private final String database;

	private final ObjectProvider<RedisServer> redis;

	StartMessage(@Value("${spring.datasource.url}") String database, ObjectProvider<RedisServer> redis) {
		this.database = database;
		this.redis = redis;
	}

	@EventListener(ApplicationReadyEvent.class)
	void log() {
		logger.info("Articles are in {}, which all instances share and which outlives them", this.database);
		this.redis.ifAvailable((server) -> {
			int port = server.ports().get(0);
			logger.info(
					"Locks are in a Redis of this instance at port {}, and end with it. Start others with "
							+ "SPRING_DATA_REDIS_PORT={}; or all of them so, with a redis-server of your own",
					port, port);
		});
	}

}
