package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server on the loopback interface. One that was {@link #start started} is a
 * process that can be killed, restarted and paused; the {@link #shared() shared} one
 * belongs to all tests and is left running.
 */
public final class RedisServer implements AutoCloseable {

	static final String LOOPBACK = "127.0.0.1";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private final String host;

	private final int port;

	private final SocketFactory sockets;

	private final @Nullable String password;

	private final @Nullable RedisProcess process;

	private volatile boolean paused;

	RedisServer(int port, SocketFactory sockets, @Nullable String password, RedisProcess process) {
		this.host = LOOPBACK;
		this.port = port;
		this.sockets = sockets;
		this.password = password;
		this.process = process;
	}

	/**
	 * A server somebody else runs.
	 * @param host its host
	 * @param port its port
	 */
	RedisServer(String host, int port) {
		this.host = host;
		this.port = port;
		this.sockets = SocketFactory.getDefault();
		this.password = null;
		this.process = null;
	}

	/**
	 * Start a server of its own and wait until it answers.
	 * @param arguments options as on the command line: {@code "--appendonly", "yes"}
	 * @return the running server, to be closed
	 */
	public static RedisServer start(String... arguments) {
		return new RedisLauncher(arguments).launch();
	}

	/**
	 * Return the server all tests of this JVM share.
	 * @return the running server
	 */
	public static RedisServer shared() {
		return SharedRedis.server();
	}

	public String host() {
		return this.host;
	}

	public int port() {
		return this.port;
	}

	public String url() {
		return ((this.sockets instanceof SSLSocketFactory) ? "rediss" : "redis") + "://" + this.host + ":" + this.port;
	}

	/**
	 * Run a command on a connection of its own.
	 * @param command the command and its arguments
	 * @return a {@code String}, a {@code Long}, a {@code List} of such, or {@code null}
	 * @throws RedisErrorException on an error reply
	 */
	public @Nullable Object command(String... command) {
		try (RespConnection connection = connect()) {
			return connection.command(command);
		}
	}

	/**
	 * Open a connection, authenticated if the server asks for a password.
	 * @return a connection, to be closed
	 */
	public RespConnection connect() {
		RespConnection connection;
		try {
			connection = new RespConnection(this.sockets, this.host, this.port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (this.password != null) {
			connection.command("AUTH", this.password);
		}
		return connection;
	}

	/**
	 * Return a field of {@code INFO all}.
	 * @param field the name of the field, such as {@code role}
	 * @return its value
	 */
	public String info(String field) {
		String value = findInfo(field);
		if (value == null) {
			throw new IllegalArgumentException("INFO has no field " + field);
		}
		return value;
	}

	/**
	 * Return a field of {@code INFO all}, if it is there.
	 * @param field the name of the field
	 * @return its value, or {@code null}
	 */
	public @Nullable String findInfo(String field) {
		String info = (String) command("INFO", "all");
		return (info != null) ? info.lines()
			.filter((line) -> line.startsWith(field + ":"))
			.map((line) -> line.substring(field.length() + 1).trim())
			.findFirst()
			.orElse(null) : null;
	}

	public boolean isRunning() {
		return this.process == null || this.process.isAlive();
	}

	public boolean isResponsive() {
		return isRunning() && !this.paused;
	}

	/**
	 * Kill the process without giving it a chance to say goodbye.
	 */
	public void kill() {
		process().kill();
	}

	/**
	 * Stop the process in good order.
	 */
	public void shutdown() {
		if (this.paused) {
			resume();
		}
		process().terminate();
	}

	/**
	 * Start a stopped server again, on the same port, in the same directory, and wait
	 * until it answers.
	 */
	public void restart() {
		process().launch();
		this.paused = false;
		try {
			Awaitility.await()
				.atMost(START_TIMEOUT)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(10))
				.until(() -> !isRunning() || isReady());
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
		if (!isRunning()) {
			throw failed(null);
		}
	}

	/**
	 * Freeze the process: connections stay open, nothing is answered.
	 */
	public void pause() {
		process().signal("STOP");
		this.paused = true;
	}

	public void resume() {
		process().signal("CONT");
		this.paused = false;
	}

	/**
	 * Return what the process has printed so far.
	 * @return its log
	 */
	public String log() {
		return process().log();
	}

	/**
	 * Kill the process and delete its directory; does nothing for the shared server.
	 */
	@Override
	public void close() {
		if (this.process != null && this != SharedRedis.current()) {
			this.process.dispose();
		}
	}

	private boolean isReady() {
		try {
			// An answer on this port may still come from somebody else's server
			return Long.toString(process().pid()).equals(findInfo("process_id")) && !"1".equals(findInfo("loading"));
		}
		catch (UncheckedIOException | RedisErrorException ex) {
			return false;
		}
	}

	private IllegalStateException failed(@Nullable Exception cause) {
		return new IllegalStateException("Redis did not start:\n" + log(), cause);
	}

	private RedisProcess process() {
		if (this.process == null) {
			throw new UnsupportedOperationException("This server is no process of ours, start another");
		}
		return this.process;
	}

	@Override
	public String toString() {
		return url();
	}

}
