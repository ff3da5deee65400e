package io.github.locky.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.util.TestSocketUtils;

/**
 * A running instance of the sample.
 */
final class NewsroomInstance implements AutoCloseable {

	private final Path database;

	private final int redisPort;

	private final int port;

	private final ConfigurableApplicationContext context;

	private NewsroomInstance(Path database, int redisPort, int port, List<String> arguments) {
		this.database = database;
		this.redisPort = redisPort;
		this.port = port;
		this.context = start(arguments);
	}

	/**
	 * Start an instance with a Redis of its own.
	 * @param database the directory of the database
	 * @param arguments further arguments
	 * @return the instance
	 */
	static NewsroomInstance first(Path database, String... arguments) {
		return first(database, TestSocketUtils.findAvailableTcpPort(), arguments);
	}

	static NewsroomInstance first(Path database, int redisPort, String... arguments) {
		return new NewsroomInstance(database, redisPort, TestSocketUtils.findAvailableTcpPort(),
				with("--embedded-redis.port=" + redisPort, arguments));
	}

	/**
	 * Start another instance with the Redis and the database of this one.
	 * @param arguments further arguments
	 * @return the instance
	 */
	NewsroomInstance another(String... arguments) {
		return another(TestSocketUtils.findAvailableTcpPort(), arguments);
	}

	NewsroomInstance another(int port, String... arguments) {
		return new NewsroomInstance(this.database, this.redisPort, port,
				with("--spring.data.redis.port=" + this.redisPort, arguments));
	}

	private static List<String> with(String argument, String... arguments) {
		List<String> result = new ArrayList<>(Arrays.asList(arguments));
		result.add(argument);
		return result;
	}

	private ConfigurableApplicationContext start(List<String> arguments) {
		List<String> all = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=" + this.port,
				"--spring.datasource.url=jdbc:h2:file:" + this.database.resolve("newsroom") + ";AUTO_SERVER=TRUE"));
		all.addAll(arguments);
		return SpringApplication.from(SampleApplication::main).run(all.toArray(String[]::new)).getApplicationContext();
	}

	int redisPort() {
		return this.redisPort;
	}

	int port() {
		return this.port;
	}

	String url() {
		return "http://127.0.0.1:" + this.port + "/";
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
