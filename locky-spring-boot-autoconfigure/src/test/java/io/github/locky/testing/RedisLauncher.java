package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Starts a {@link RedisServer} as a process, on another port if the one chosen was taken
 * in the meantime.
 */
final class RedisLauncher {

	private static final int ATTEMPTS = 5;

	private final List<String> arguments;

	private String portOption = "--port";

	private SocketFactory sockets = SocketFactory.getDefault();

	private @Nullable String sentinelConfiguration;

	private Map<String, String> environment = Map.of();

	RedisLauncher(String... arguments) {
		this.arguments = Arrays.asList(arguments);
	}

	RedisLauncher tls(SocketFactory sockets) {
		this.portOption = "--tls-port";
		this.sockets = sockets;
		return this;
	}

	/**
	 * Start a sentinel, which insists on a file it can write its state to.
	 * @param configuration the content of that file
	 * @return this
	 */
	RedisLauncher sentinel(String configuration) {
		this.sentinelConfiguration = configuration;
		return this;
	}

	RedisLauncher environment(Map<String, String> environment) {
		this.environment = environment;
		return this;
	}

	RedisServer launch() {
		for (int attempt = 1;; attempt++) {
			int port = FreePorts.next();
			RedisProcess process = new RedisProcess(command(port), createDirectory(), this.environment);
			RedisServer server = new RedisServer(port, this.sockets, password(), process);
			try {
				writeSentinelConfiguration(process.directory());
				server.restart();
				return server;
			}
			catch (RuntimeException ex) {
				boolean clash = process.log().contains("Could not create server TCP listening socket");
				server.close();
				if (!clash || attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private List<String> command(int port) {
		List<String> command = new ArrayList<>();
		command.add(RedisBinary.get().path().toString());
		if (this.sentinelConfiguration != null) {
			command.addAll(List.of("sentinel.conf", "--sentinel"));
		}
		else {
			command.addAll(List.of("--save", "", "--repl-diskless-sync-delay", "0"));
		}
		if (!this.portOption.equals("--port")) {
			command.addAll(List.of("--port", "0"));
		}
		command.addAll(List.of(this.portOption, Integer.toString(port), "--bind", RedisServer.LOOPBACK));
		command.addAll(this.arguments);
		return command;
	}

	private @Nullable String password() {
		int option = this.arguments.indexOf("--requirepass");
		return (option >= 0) ? this.arguments.get(option + 1) : null;
	}

	private void writeSentinelConfiguration(Path directory) {
		if (this.sentinelConfiguration == null) {
			return;
		}
		try {
			Files.writeString(directory.resolve("sentinel.conf"), this.sentinelConfiguration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path createDirectory() {
		try {
			return Files.createTempDirectory("locky-redis");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
