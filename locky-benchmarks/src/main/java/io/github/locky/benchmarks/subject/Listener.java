package io.github.locky.benchmarks.subject;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;

import org.springframework.util.Assert;

/**
 * A process that subscribes to a channel and ignores what it hears, until its input ends.
 */
public final class Listener implements AutoCloseable {

	private final Process process;

	private Listener(Process process) {
		this.process = process;
	}

	static Listener start(int port, String channel) {
		try {
			Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
					System.getProperty("java.class.path"), Listener.class.getName(), String.valueOf(port), channel)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			Assert.state(process.getInputStream().read() == '+', "The listener did not start");
			return new Listener(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	/**
	 * Subscribe.
	 * @param args the port of Redis and the channel
	 * @throws IOException never
	 */
	public static void main(String[] args) throws IOException {
		RedisClient client = RedisClient.create(RedisURI.create(Redis.HOST, Integer.parseInt(args[0])));
		client.connectPubSub().sync().subscribe(args[1]);
		System.out.print('+');
		System.out.flush();
		System.in.transferTo(java.io.OutputStream.nullOutputStream());
		client.shutdown();
	}

}
