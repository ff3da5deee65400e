package io.github.locky.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.SocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LossyProxy}.
 */
@RedisTest
class LossyProxyTests {

	private final RedisServer redis;

	private final LossyProxy proxy;

	LossyProxyTests(RedisServer redis) {
		this.redis = redis;
		this.proxy = LossyProxy.before(redis);
	}

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void droppedReplyMeansExecutedButUnknown() throws IOException {
		try (RespConnection connection = connect()) {
			connection.command("DEL", "article:12");
			this.proxy.dropNextReply("article:12");
			assertThat(connection.command("INCR", "article:11")).isEqualTo(1L);
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> connection.command("INCR", "article:12"));
		}
		assertThat(this.redis.command("GET", "article:12")).isEqualTo("1");
		assertThat(this.proxy.droppedReplies()).isEqualTo(1);
		try (RespConnection connection = connect()) {
			assertThat(connection.command("INCR", "article:12")).isEqualTo(2L);
		}
	}

	@Test
	void blackholeHoldsBackUntilRestored() throws IOException {
		try (RespConnection connection = connect()) {
			connection.command("PING");
			this.proxy.blackhole();
			connection.send("INCR", "a");
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> connection.read(Duration.ofMillis(200)))
				.withCauseInstanceOf(SocketTimeoutException.class);
			assertThat(this.redis.command("GET", "a")).isNull();
			this.proxy.restore();
			assertThat(connection.read()).isEqualTo(1L);
		}
	}

	@Test
	void cutClosesConnectionsAndAcceptsNewOnes() throws IOException {
		try (RespConnection connection = connect()) {
			connection.command("PING");
			this.proxy.cut();
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> connection.command("PING"));
		}
		try (RespConnection connection = connect()) {
			assertThat(connection.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void delayHoldsRepliesBack() throws IOException {
		this.proxy.delay(Duration.ofMillis(300));
		try (RespConnection connection = connect()) {
			long start = System.nanoTime();
			connection.command("PING");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		}
	}

	private RespConnection connect() throws IOException {
		return new RespConnection(SocketFactory.getDefault(), this.proxy.host(), this.proxy.port());
	}

}
