package io.github.locky.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks just enough RESP2 to play redis-cli, independent of the
 * clients under test.
 */
public final class RespConnection implements Closeable {

	private static final int TIMEOUT = 10_000;

	private final Socket socket;

	private final DataInputStream in;

	RespConnection(SocketFactory sockets, String host, int port) throws IOException {
		this.socket = sockets.createSocket();
		try {
			this.socket.connect(new InetSocketAddress(host, port), TIMEOUT);
			this.socket.setSoTimeout(TIMEOUT);
			this.socket.setTcpNoDelay(true);
			this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		}
		catch (IOException ex) {
			this.socket.close();
			throw ex;
		}
	}

	/**
	 * Run a command.
	 * @param command the command and its arguments
	 * @return a {@code String}, a {@code Long}, a {@code List} of such, or {@code null}
	 * @throws RedisErrorException on an error reply
	 */
	public @Nullable Object command(String... command) {
		send(command);
		return read();
	}

	/**
	 * Send a command without waiting for its reply.
	 * @param command the command and its arguments
	 */
	public void send(String... command) {
		try {
			ByteArrayOutputStream request = new ByteArrayOutputStream();
			request.writeBytes(utf8("*" + command.length + "\r\n"));
			for (String argument : command) {
				byte[] bytes = utf8(argument);
				request.writeBytes(utf8("$" + bytes.length + "\r\n"));
				request.writeBytes(bytes);
				request.writeBytes(utf8("\r\n"));
			}
			this.socket.getOutputStream().write(request.toByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read the next reply, or the next message of a subscription.
	 * @return a {@code String}, a {@code Long}, a {@code List} of such, or {@code null}
	 * @throws RedisErrorException on an error reply
	 */
	public @Nullable Object read() {
		try {
			Object reply = readReply();
			if (reply instanceof RedisErrorException error) {
				throw error;
			}
			return reply;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read the next reply or message within some time.
	 * @param timeout how long to wait for it
	 * @return a {@code String}, a {@code Long}, a {@code List} of such, or {@code null}
	 * @throws UncheckedIOException with a {@link java.net.SocketTimeoutException}
	 */
	public @Nullable Object read(Duration timeout) {
		try {
			this.socket.setSoTimeout((int) timeout.toMillis());
			try {
				return read();
			}
			finally {
				this.socket.setSoTimeout(TIMEOUT);
			}
		}
		catch (SocketException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable Object readReply() throws IOException {
		String line = readLine();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+' -> rest;
			case '-' -> new RedisErrorException(rest);
			case ':' -> Long.valueOf(rest);
			case '$' -> readBulk(Integer.parseInt(rest));
			case '*' -> readArray(Integer.parseInt(rest));
			default -> throw new IOException("Not a RESP2 reply: " + line);
		};
	}

	private @Nullable String readBulk(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = new byte[length];
		this.in.readFully(bytes);
		this.in.readFully(new byte[2]);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private @Nullable List<@Nullable Object> readArray(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		List<@Nullable Object> list = new ArrayList<>(length);
		for (int i = 0; i < length; i++) {
			list.add(readReply());
		}
		return list;
	}

	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\r'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("Redis closed the connection");
			}
			line.write(b);
		}
		this.in.readByte();
		if (line.size() == 0) {
			throw new IOException("Empty reply");
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
