package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.Lease;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.event.LeaseLostEvent;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for leases in the life of an application.
 */
@RedisTest
@Timeout(60)
class LeaseAutoConfigurationTests {

	private static final String KEY = "lock:resource:article:12";

	private final RedisServer server;

	private final ApplicationContextRunner contextRunner;

	LeaseAutoConfigurationTests(RedisServer server) {
		this.server = server;
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + server.port());
	}

	@Test
	void leasesThatAreOpenAtShutdownAreReleased() {
		this.contextRunner.run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			locky.acquire(LockRequest.of("article:12", "ada").keepAlive());
			locky.lock("article:13", "ada");
			assertThat(this.server.command("GET", KEY)).isEqualTo("ada");
		});
		assertThat(this.server.command("GET", KEY)).isNull();
		assertThat(this.server.command("GET", "lock:resource:article:13")).isEqualTo("ada");
	}

	@Test
	void leasesAreHeldUntilTheWebServerHasDrained() {
		List<Object> holders = new ArrayList<>();
		this.contextRunner
			.withBean("lastRequest", SmartLifecycle.class,
					() -> new LastRequest(() -> holders.add(this.server.command("GET", KEY))))
			.run((context) -> context.getBean(LockyOperations.class)
				.acquire(LockRequest.of("article:12", "ada").keepAlive()));
		assertThat(holders).containsExactly("ada");
		assertThat(this.server.command("GET", KEY)).isNull();
	}

	@Test
	void lostLeaseIsAnApplicationEvent() {
		LostListener listener = new LostListener();
		this.contextRunner.withBean(LostListener.class, () -> listener).run((context) -> {
			LockyOperations locky = context.getBean(LockyOperations.class);
			Lease lease = locky.acquire(LockRequest.of("article:12", "ada").keepAlive());
			locky.lock(LockRequest.of("article:12", "grace").force());
			Awaitility.await().until(() -> !listener.heard.isEmpty());
			LeaseLostEvent event = listener.heard.get(0);
			assertThat(event.getSource()).isSameAs(locky);
			assertThat(event.getLocker()).isEqualTo("ada");
			assertThat(event.getFencingTokens()).containsEntry("article:12", lease.fencingToken());
		});
	}

	@Test
	void waiterIsWokenWithEventsDisabled() {
		this.contextRunner.withPropertyValues("locky.events.enabled=false", "locky.wait.poll-interval=30s")
			.run((context) -> {
				LockyOperations locky = context.getBean(LockyOperations.class);
				Lease first = locky.acquire(LockRequest.of("article:12", "ada"));
				CompletableFuture<Lease> second = CompletableFuture.supplyAsync(
						() -> locky.acquire(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofSeconds(25))));
				Awaitility.await().until(() -> subscribers() == 1);
				first.release();
				Awaitility.await().until(second::isDone);
				assertThat(second.join().locker()).isEqualTo("grace");
			});
	}

	@Test
	void rivalsUnlockIsSeenAfterThePollInterval() {
		this.contextRunner.withPropertyValues("locky.wait.poll-interval=200ms").run((context) -> {
			this.server.command("SET", KEY, "node");
			CompletableFuture<Boolean> waiting = CompletableFuture
				.supplyAsync(() -> context.getBean(LockyOperations.class)
					.lock(LockRequest.of("article:12", "grace").waitAtMost(Duration.ofSeconds(25))));
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());
			this.server.command("DEL", KEY);
			Awaitility.await().until(waiting::isDone);
			assertThat(waiting.join()).isTrue();
		});
	}

	private long subscribers() {
		return ((List<?>) this.server.command("PUBSUB", "CHANNELS", "locky:0:lock:resource:to:*")).size();
	}

	private static final class LostListener implements ApplicationListener<LeaseLostEvent> {

		private final List<LeaseLostEvent> heard = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(LeaseLostEvent event) {
			this.heard.add(event);
		}

	}

	/**
	 * Stops when Boot's web servers drain.
	 */
	static class LastRequest implements SmartLifecycle {

		private final Runnable work;

		private boolean running;

		LastRequest(Runnable work) {
			this.work = work;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.work.run();
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return DEFAULT_PHASE - 1024;
		}

	}

}
