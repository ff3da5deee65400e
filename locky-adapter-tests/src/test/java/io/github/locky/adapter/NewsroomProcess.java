package io.github.locky.adapter;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The application in a virtual machine of its own.
 */
final class NewsroomProcess {

	private static final HttpClient client = HttpClient.newHttpClient();

	private final String name;

	private final Path log;

	private final Process process;

	private NewsroomProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	static NewsroomProcess start(String name, int redis, Path directory) throws IOException {
		Path log = directory.resolve(name + ".log");
		return new NewsroomProcess(name, log,
				new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp",
						System.getProperty("java.class.path"), Newsroom.class.getName(), "--newsroom.name=" + name,
						"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redis, "--server.port=0",
						"--locky.lease.ttl=1s", "--spring.main.banner-mode=off")
					.redirectErrorStream(true)
					.redirectOutput(Redirect.to(log.toFile()))
					.start());
	}

	String name() {
		return this.name;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	HttpResponse<String> request(String method, int port, String path) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	// By a signal alone: its input stays open
	void stop() throws InterruptedException {
		this.process.toHandle().destroy();
		this.process.waitFor();
	}

	String output() {
		try {
			return this.name + " wrote: " + Files.readString(this.log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
