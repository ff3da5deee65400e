package io.github.locky.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for the loopback interface, made by the JDK's keytool.
 */
final class Certificates {

	static final String PASSWORD = "changeit";

	private static final String ALIAS = "redis";

	private final Path keyStore;

	private final Path certificate;

	private final Path privateKey;

	Certificates(Path directory) throws IOException, GeneralSecurityException {
		this.keyStore = directory.resolve("redis.p12");
		this.certificate = directory.resolve("redis.crt");
		this.privateKey = directory.resolve("redis.key");
		generate();
		KeyStore store = load();
		writePem(this.certificate, "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
		writePem(this.privateKey, "PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
	}

	Path keyStore() {
		return this.keyStore;
	}

	Path certificate() {
		return this.certificate;
	}

	Path privateKey() {
		return this.privateKey;
	}

	SSLSocketFactory socketFactory() throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry(ALIAS, load().getCertificate(ALIAS));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context.getSocketFactory();
	}

	private void generate() throws IOException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-ext", "SAN=DNS:localhost,IP:" + RedisServer.LOOPBACK, "-validity", "2", "-storetype", "PKCS12",
				"-keystore", this.keyStore.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		keytool.getOutputStream().close();
		String output = new String(keytool.getInputStream().readAllBytes());
		try {
			if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
				throw new IllegalStateException("keytool failed: " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.keyStore)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	private static void writePem(Path file, String type, byte[] content) throws IOException {
		String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
	}

}
