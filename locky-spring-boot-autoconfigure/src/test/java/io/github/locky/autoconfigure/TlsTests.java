package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockRequest;
import io.github.locky.LockyTemplate;
import io.github.locky.event.LockyEvent;
import io.github.locky.testing.TlsRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose Redis talks TLS only.
 */
class TlsTests {

	private static TlsRedis tls;

	private final Recorder recorder = new Recorder();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LockyAutoConfiguration.class))
		.withBean(Recorder.class, () -> this.recorder)
		.withPropertyValues("locky.redis.url=" + tls.server().url(), "locky.redis.timeout=2s");

	@BeforeAll
	static void start() {
		tls = TlsRedis.start();
	}

	@AfterAll
	static void stop() {
		tls.close();
	}

	@Test
	void locksAndHearsWithPemFiles() {
		this.contextRunner
			.withPropertyValues("locky.redis.ssl.bundle=redis",
					"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + tls.certificate(),
					"spring.ssl.bundle.pem.redis.keystore.certificate=file:" + tls.certificate(),
					"spring.ssl.bundle.pem.redis.keystore.private-key=file:" + tls.privateKey())
			.run((context) -> assertLocksAndHears(context.getBean(LockyTemplate.class)));
	}

	@Test
	void locksAndHearsWithAKeyStore() {
		this.contextRunner
			.withPropertyValues("locky.redis.ssl.bundle=redis",
					"spring.ssl.bundle.jks.redis.truststore.location=file:" + tls.keyStore(),
					"spring.ssl.bundle.jks.redis.truststore.password=" + tls.keyStorePassword(),
					"spring.ssl.bundle.jks.redis.truststore.type=PKCS12",
					"spring.ssl.bundle.jks.redis.keystore.location=file:" + tls.keyStore(),
					"spring.ssl.bundle.jks.redis.keystore.password=" + tls.keyStorePassword(),
					"spring.ssl.bundle.jks.redis.keystore.type=PKCS12")
			.run((context) -> assertLocksAndHears(context.getBean(LockyTemplate.class)));
	}

	@Test
	void certificateNobodyVouchesForIsRefused() {
		this.contextRunner.run((context) -> assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> context.getBean(LockyTemplate.class).lock("article:1", "ada")));
	}

	private void assertLocksAndHears(LockyTemplate locky) {
		assertThat(locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMinutes(1)))).isTrue();
		assertThat(locky.unlock("article:1", "ada")).isTrue();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.recorder.events).extracting((event) -> event.getClass().getSimpleName())
						.containsExactly("ResourceLockedEvent", "ResourceUnlockedEvent"));
	}

	static final class Recorder implements ApplicationListener<LockyEvent> {

		private final List<LockyEvent> events = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(LockyEvent event) {
			this.events.add(event);
		}

	}

}
