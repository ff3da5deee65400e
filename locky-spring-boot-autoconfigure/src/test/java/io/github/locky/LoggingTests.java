package io.github.locky;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Quiet in normal running, a warning of what somebody should know, and on request the
 * life of a lock.
 */
@RedisTest
@Timeout(60)
class LoggingTests {

	private final RedisServer redis;

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.locky");

	private final Lines lines = new Lines();

	private LockyInstance instance;

	LoggingTests(RedisServer redis) {
		this.redis = redis;
	}

	@BeforeEach
	void start() {
		this.logger.setLevel(Level.DEBUG);
		this.logger.addAppender(this.lines);
		this.lines.start();
		this.instance = LockyInstance.start(this.redis);
		// A start that comes late on a busy machine tells of it
		this.lines.events.clear();
	}

	@AfterEach
	void stop() {
		this.instance.close();
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
	}

	@Test
	void quietInNormalRunning() {
		LockyOperations locky = this.instance.locky();
		Awaitility.await().until(() -> {
			locky.lock("article:0", "ada");
			locky.unlock("article:0");
			return !this.instance.heard("article:0").isEmpty();
		});
		this.lines.events.clear();
		for (int i = 0; i < 10; i++) {
			locky.executeWithoutResult(LockRequest.of("article:" + i, "ada").ttl(Duration.ofSeconds(30)),
					(lease) -> assertThat(locky.lock(lease.resources().get(0), "bob")).isFalse());
		}
		locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofMillis(50)));
		Awaitility.await().until(() -> this.instance.heard("article:1").contains("expired article:1 by ada"));
		assertThat(this.lines.from(Level.INFO)).isEmpty();
	}

	@Test
	void warnsOfTakeover() {
		this.instance.locky().lock("article:1", "ada");
		this.instance.locky().lock(LockRequest.of("article:1", "bob").force());
		assertThat(this.lines.from(Level.WARN)).containsExactly("'article:1' taken over by 'bob' from 'ada', by force");
	}

	@Test
	void noNameBeginsALine() {
		String forged = "x\r\n2026-11-26 WARN all is lost\u0085";
		this.instance.locky().lock(forged, "ada");
		this.instance.locky().lock(LockRequest.of(forged, "bob\u001b[2K").force());
		this.instance.locky().unlock(forged);
		Awaitility.await().until(() -> this.instance.heard(forged).size() == 3);
		assertThat(this.lines.from(Level.WARN)).containsExactly(
				"'x\\r\\n2026-11-26 WARN all is lost\\u0085' " + "taken over by 'bob\\u001b[2K' from 'ada', by force");
		assertThat(this.lines.from(Level.DEBUG)).isNotEmpty().noneMatch((line) -> line.matches("(?s).*\\p{Cntrl}.*"));
	}

	@Test
	void warnsOfLostLease() {
		Lease lease = this.instance.locky().acquire(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(30)));
		this.instance.locky().unlock("article:1");
		Awaitility.await().until(() -> !lease.isValid() && !this.lines.from(Level.WARN).isEmpty());
		assertThat(this.lines.from(Level.WARN)).singleElement().asString().contains("[article:1]", "'ada'", "is lost");
	}

	@Test
	void followsLockThroughItsLife() {
		LockyOperations locky = this.instance.locky();
		locky.lock(LockRequest.of("article:1", "ada").ttl(Duration.ofSeconds(30)));
		locky.lock("article:1", "bob");
		locky.refresh("article:1", "ada");
		locky.unlock("article:1", "bob");
		locky.unlock("article:1");
		Awaitility.await().until(() -> this.instance.heard("article:1").size() == 2);
		String token = String.valueOf(this.instance.lastEvent().getFencingToken());
		List<String> calls = this.lines.from(Level.DEBUG)
			.stream()
			.filter((line) -> line.startsWith("'article:1'"))
			.toList();
		assertThat(calls).hasSize(5);
		assertThat(calls.get(0))
			.isEqualTo("'article:1' locked by 'ada' with fencing token " + token + ", for 30000 ms");
		assertThat(calls.get(1)).startsWith("'article:1' not acquired by 'bob': held by 'ada', for ");
		assertThat(calls.get(2)).isEqualTo("'article:1' held by locker 'ada' refreshed, for 30000 ms");
		assertThat(calls.get(3)).isEqualTo("'article:1' held by locker 'bob' not unlocked: there is no such lock");
		assertThat(calls.get(4)).isEqualTo("'article:1' held by anyone unlocked");
		assertThat(this.lines.from(Level.DEBUG)).filteredOn((line) -> line.startsWith("Heard "))
			.hasSize(2)
			.allMatch((line) -> line.contains("resource=article:1,"));
	}

	// Without 'spring.data.redis.timeout' calls wait for a minute
	@Test
	void warnsOfRedisThatHangsBeforeCallsFail() {
		this.redis.pause();
		try {
			Awaitility.await().until(() -> !this.lines.from(Level.WARN).isEmpty());
			assertThat(this.lines.from(Level.WARN)).singleElement()
				.asString()
				.startsWith("Locky cannot work with Redis and keeps trying")
				.contains("did not answer in time");
		}
		finally {
			this.redis.resume();
		}
		Awaitility.await().until(() -> this.lines.from(Level.INFO).stream().anyMatch((line) -> line.contains("again")));
	}

	/**
	 * What was logged.
	 */
	@Test
	void logThatThrowsChangesNothingOfWhatIsLogged() {
		LockyOperations locky = this.instance.locky();
		Lease other = locky.acquire(LockRequest.of("article:1", "ada").keepAlive());
		Lease taken = locky.acquire(LockRequest.of("article:2", "ada").keepAlive());
		CompletableFuture<Lease> lost = new CompletableFuture<>();
		taken.onLost(lost::complete);
		this.lines.throwing = true;
		assertThat(locky.lock(LockRequest.of("article:2", "bob").force())).isTrue();
		assertThat(lost).succeedsWithin(Duration.ofSeconds(20)).isSameAs(taken);
		assertThat(other.release()).isTrue();
		assertThat(locky.getLocker("article:1")).isNull();
	}

	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		private volatile boolean throwing;

		@Override
		protected void append(ILoggingEvent event) {
			if (this.throwing) {
				throw new AssertionError("No log expected by the test");
			}
			this.events.add(event);
		}

		List<String> from(Level level) {
			return this.events.stream()
				.filter((event) -> event.getLevel().isGreaterOrEqual(level))
				.map(ILoggingEvent::getFormattedMessage)
				.toList();
		}

	}

}
