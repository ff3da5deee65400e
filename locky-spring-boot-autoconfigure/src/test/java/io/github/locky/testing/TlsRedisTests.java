package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import javax.net.SocketFactory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TlsRedis}.
 */
class TlsRedisTests {

	@Test
	void talksTlsOnly() throws IOException {
		try (TlsRedis tls = TlsRedis.start()) {
			RedisServer server = tls.server();
			assertThat(server.url()).startsWith("rediss://");
			assertThat(server.command("PING")).isEqualTo("PONG");
			try (RespConnection plain = new RespConnection(SocketFactory.getDefault(), server.host(), server.port())) {
				assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> plain.command("PING"));
			}
		}
	}

	@Test
	void certificateSatisfiesLettuce() {
		try (TlsRedis tls = TlsRedis.start()) {
			RedisClient client = RedisClient.create(RedisURI.create(tls.server().url()));
			try {
				client.setOptions(ClientOptions.builder()
					.sslOptions(SslOptions.builder().trustManager(tls.certificate().toFile()).build())
					.build());
				assertThat(client.connect().sync().ping()).isEqualTo("PONG");
			}
			finally {
				client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
			}
		}
	}

}
