package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSocketFactory;

import org.springframework.util.FileSystemUtils;

/**
 * A server that only talks TLS, with a self-signed certificate for {@code localhost} and
 * {@code 127.0.0.1}.
 */
public final class TlsRedis implements AutoCloseable {

	private final Path directory;

	private final Certificates certificates;

	private final RedisServer server;

	private TlsRedis(Path directory, Certificates certificates, RedisServer server) {
		this.directory = directory;
		this.certificates = certificates;
		this.server = server;
	}

	/**
	 * Start a server and wait until it answers.
	 * @param arguments further options, {@code "--tls-auth-clients", "yes"} say
	 * @return the running server, to be closed
	 * @throws UnsupportedOperationException if the binary was built without TLS
	 */
	public static TlsRedis start(String... arguments) {
		try {
			Path directory = Files.createTempDirectory("locky-redis-tls");
			try {
				Certificates certificates = new Certificates(directory);
				return new TlsRedis(directory, certificates, launch(certificates, arguments));
			}
			catch (RuntimeException | IOException | GeneralSecurityException ex) {
				FileSystemUtils.deleteRecursively(directory);
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static RedisServer launch(Certificates certificates, String... arguments)
			throws IOException, GeneralSecurityException {
		SSLSocketFactory sockets = certificates.socketFactory();
		String certificate = certificates.certificate().toString();
		List<String> all = new ArrayList<>(List.of("--tls-cert-file", certificate, "--tls-key-file",
				certificates.privateKey().toString(), "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no"));
		all.addAll(List.of(arguments));
		try {
			return new RedisLauncher(all.toArray(String[]::new)).tls(sockets).launch();
		}
		catch (IllegalStateException ex) {
			// An option it doesn't know, as anything about TLS without it
			if (String.valueOf(ex.getMessage()).matches("(?s).*'\"?tls-.*Bad directive.*")) {
				throw new UnsupportedOperationException(RedisBinary.get() + " was built without TLS", ex);
			}
			throw ex;
		}
	}

	public RedisServer server() {
		return this.server;
	}

	/**
	 * Return the certificate, which is its own authority.
	 * @return a PEM file
	 */
	public Path certificate() {
		return this.certificates.certificate();
	}

	/**
	 * Return the private key of the certificate, which also does for a client.
	 * @return a PEM file
	 */
	public Path privateKey() {
		return this.certificates.privateKey();
	}

	/**
	 * Return certificate and key in a store.
	 * @return a PKCS12 file
	 */
	public Path keyStore() {
		return this.certificates.keyStore();
	}

	public String keyStorePassword() {
		return Certificates.PASSWORD;
	}

	@Override
	public void close() {
		this.server.close();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
