package io.github.locky.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A client's connection through a {@link LossyProxy}.
 */
final class ProxiedConnection {

	private final LossyProxy proxy;

	private final Socket client;

	private final Socket server;

	private boolean dropReply;

	private volatile boolean dropped;

	ProxiedConnection(LossyProxy proxy, Socket client, RedisServer server) throws IOException {
		this.proxy = proxy;
		this.client = client;
		this.server = new Socket(server.host(), server.port());
		this.client.setTcpNoDelay(true);
		this.server.setTcpNoDelay(true);
	}

	void forwardRequests() {
		byte[] buffer = new byte[8192];
		byte[] seen = new byte[0];
		try {
			InputStream in = this.client.getInputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				byte[] chunk = Arrays.copyOf(buffer, length);
				byte[] requests = concatenate(seen, chunk);
				this.proxy.gate().pass();
				sendRequest(chunk, this.proxy.takeMarker((marker) -> contains(requests, marker)));
				// A marker may be split between two reads, but not between two requests
				seen = (chunk[length - 1] != '\n') ? Arrays.copyOfRange(chunk, Math.max(0, length - 512), length)
						: new byte[0];
			}
			this.server.shutdownOutput();
		}
		catch (IOException ex) {
			closeUnlessDropped();
		}
	}

	/**
	 * Under one lock with the decision about the reply, which may come at once.
	 */
	private synchronized void sendRequest(byte[] request, boolean dropReply) throws IOException {
		this.server.getOutputStream().write(request);
		this.dropReply |= dropReply;
	}

	void forwardReplies() {
		byte[] buffer = new byte[8192];
		try {
			InputStream in = this.server.getInputStream();
			OutputStream out = this.client.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (isReplyDropped()) {
					continue;
				}
				LockSupport.parkNanos(this.proxy.delay().toNanos());
				this.proxy.gate().pass();
				out.write(buffer, 0, length);
			}
		}
		catch (IOException ex) {
			// Either side has gone
		}
		close();
	}

	/**
	 * The server keeps its side until it has read and run all that was sent: a reset
	 * might throw away a request it has not read yet.
	 */
	private synchronized boolean isReplyDropped() throws IOException {
		if (this.dropReply && !this.dropped) {
			this.dropped = true;
			this.server.shutdownOutput();
			this.proxy.replyDropped();
			closeQuietly(this.client);
		}
		return this.dropped;
	}

	private void closeUnlessDropped() {
		if (!this.dropped) {
			close();
		}
	}

	void close() {
		closeQuietly(this.client);
		closeQuietly(this.server);
		this.proxy.closed(this);
	}

	static void closeQuietly(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// That's all it can say
		}
	}

	private static byte[] concatenate(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private static boolean contains(byte[] bytes, byte[] part) {
		for (int i = 0; i <= bytes.length - part.length; i++) {
			if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
				return true;
			}
		}
		return false;
	}

}
