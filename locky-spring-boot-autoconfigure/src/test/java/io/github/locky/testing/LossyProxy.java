package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A network between a client and a {@link RedisServer} that fails as told.
 */
public final class LossyProxy implements AutoCloseable {

	private final RedisServer server;

	private final ServerSocket listener;

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicReference<byte @Nullable []> marker = new AtomicReference<>();

	private final AtomicInteger dropped = new AtomicInteger();

	private final Gate gate = new Gate();

	private volatile Duration delay = Duration.ZERO;

	private LossyProxy(RedisServer server) throws IOException {
		this.server = server;
		this.listener = new ServerSocket(0, 50, InetAddress.getByName(RedisServer.LOOPBACK));
		daemon(this::accept);
	}

	/**
	 * Start a proxy that forwards everything, for now.
	 * @param server the server behind it
	 * @return the proxy, to be closed
	 */
	public static LossyProxy before(RedisServer server) {
		try {
			return new LossyProxy(server);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String host() {
		return RedisServer.LOOPBACK;
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public String url() {
		return "redis://" + host() + ":" + port();
	}

	/**
	 * Let the next request with this text reach Redis, but close the connection in place
	 * of the reply. It happens once.
	 * @param text what the request contains, such as the name of a resource
	 */
	public void dropNextReply(String text) {
		this.marker.set(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return how many replies were dropped so far.
	 * @return the number
	 */
	public int droppedReplies() {
		return this.dropped.get();
	}

	/**
	 * Hold back every piece of a reply.
	 * @param delay how long, zero for not at all
	 */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Close all connections; new ones are welcome.
	 */
	public void cut() {
		this.connections.forEach(ProxiedConnection::close);
	}

	/**
	 * Forward nothing in either direction, while connections stay open and are accepted.
	 */
	public void blackhole() {
		this.gate.shut();
	}

	/**
	 * Forward again, also what was held back by {@link #blackhole()}.
	 */
	public void restore() {
		this.gate.open();
	}

	Gate gate() {
		return this.gate;
	}

	Duration delay() {
		return this.delay;
	}

	/**
	 * Whether a request is the one whose reply is to be dropped; only the first is.
	 * @param request tells whether it contains a marker
	 * @return if so
	 */
	boolean takeMarker(Predicate<byte[]> request) {
		byte[] current = this.marker.get();
		return current != null && request.test(current) && this.marker.compareAndSet(current, null);
	}

	void replyDropped() {
		this.dropped.incrementAndGet();
	}

	void closed(ProxiedConnection connection) {
		this.connections.remove(connection);
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				daemon(() -> connect(client));
			}
			catch (IOException ex) {
				// Closed, or the client was gone at once
			}
		}
	}

	private void connect(Socket client) {
		try {
			ProxiedConnection connection = new ProxiedConnection(this, client, this.server);
			this.connections.add(connection);
			if (this.listener.isClosed()) {
				connection.close();
			}
			daemon(connection::forwardRequests);
			connection.forwardReplies();
		}
		catch (IOException ex) {
			ProxiedConnection.closeQuietly(client);
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "lossy-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		ProxiedConnection.closeQuietly(this.listener);
		cut();
		restore();
	}

}
