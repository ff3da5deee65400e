package io.github.locky.actuate;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.locky.InterceptedStore;
import io.github.locky.LockyInstance;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisErrorException;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyHealthIndicator}.
 */
@Timeout(120)
class LockyHealthIndicatorTests {

	private RedisServer server;

	@BeforeEach
	void start() {
		this.server = RedisServer.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void isUpWithASubscriptionWhenAllIsWell() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			Awaitility.await().untilAsserted(() -> {
				Health health = health(instance.engine());
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsEntry("subscription", "open")
					.containsEntry("publishing", true)
					.containsEntry("eventsBehind", "0 ms")
					.containsKey("sinceSwept")
					.doesNotContainKeys("warnings", "problem", "error");
			});
		}
	}

	@Test
	void asksForTheVersionAgainOnlyAfterALostConnection() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			// The first subscription counts as a connection that was lost
			Awaitility.await().untilAsserted(() -> {
				assertUp(instance);
				long asked = infos();
				assertUp(instance);
				assertUp(instance);
				assertThat(infos()).isEqualTo(asked + 1);
			});
			this.server.shutdown();
			assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.DOWN);
			this.server.restart();
			Awaitility.await().untilAsserted(() -> assertUp(instance));
			assertThat(infos()).isPositive();
		}
	}

	private static void assertUp(LockyInstance instance) {
		assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP);
	}

	// Without the call itself
	private long infos() {
		String info = (String) this.server.command("INFO", "commandstats");
		return info.lines()
			.filter((line) -> line.startsWith("cmdstat_info:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("cmdstat_info:calls=(\\d+),.*", "$1")))
			.sum();
	}

	@Test
	void isDownWithTheRemedyWhileRedisIsAway() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			this.server.shutdown();
			assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(instance.engine()).getDetails()).containsKeys("problem", "remedy", "error");
			this.server.restart();
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
	}

	@Test
	void isDownWithTheRemedyWhenRedisComesLaterAndHasDisabledCommands() {
		try (RedisServer restricted = RedisServer.start("--rename-command", "TIME", "")) {
			restricted.shutdown();
			try (LockyInstance instance = LockyInstance.start(restricted)) {
				restricted.restart();
				assertProblem(instance, "does not know TIME", "do not rename or disable");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "holders", "deadlines", "journal" })
	void isDownWithTheRemedyWhileAKeyOfLockysIsOfAnotherType(String name) {
		String key = "locky:lock:resource:" + name;
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			this.server.command("SET", key, "mine");
			assertProblem(instance, "another type in Redis than Locky's under " + key, "'locky.key-prefix'");
			this.server.command("DEL", key);
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
	}

	@Test
	void isDownWithTheRemedyWhenARightIsWithdrawn() {
		this.server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
		try (LockyInstance instance = startAsUser()) {
			this.server.command("ACL", "SETUSER", "app", "-persist");
			assertProblem(instance, "run PERSIST", "+persist");
			this.server.command("ACL", "SETUSER", "app", "+persist");
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
	}

	@Test
	void isDownWithTheRemedyWhileItsLoginIsRefused() {
		this.server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
		try (LockyInstance instance = startAsUser()) {
			this.server.command("ACL", "SETUSER", "app", "resetpass", ">changed");
			this.server.command("CLIENT", "KILL", "USER", "app");
			assertProblem(instance, "refuses Locky's login", "'spring.data.redis.password'");
			assertThat(health(instance.engine()).getDetails()).containsEntry("subscription", "unknown");
			this.server.command("ACL", "SETUSER", "app", "resetpass", ">secret");
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
	}

	@Test
	void isDownWithTheRemedyWhileRedisCannotSave() throws IOException {
		try (RedisServer full = RedisServer.start("--dbfilename", "taken");
				LockyInstance instance = LockyInstance.start(full)) {
			List<?> directory = (List<?>) full.command("CONFIG", "GET", "dir");
			Files.createDirectory(Path.of((String) directory.get(1), "taken"));
			full.command("CONFIG", "SET", "save", "3600 1");
			full.command("BGSAVE");
			Awaitility.await().until(() -> full.info("rdb_last_bgsave_status").equals("err"));
			assertProblem(instance, "cannot save to disk", "its disk");
		}
	}

	@Test
	void isDownWithTheRemedyWhileReplicasAreMissing() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			this.server.command("CONFIG", "SET", "min-replicas-to-write", "1");
			assertProblem(instance, "too few replicas", "'min-replicas-to-write'");
		}
	}

	@Test
	void isDownWithTheRemedyWhileRedisTakesNoMoreClients() throws IOException {
		try (RedisServer full = RedisServer.start("--maxclients", "10")) {
			List<Socket> clients = new ArrayList<>();
			try {
				Awaitility.await().until(() -> {
					Socket client = new Socket(full.host(), full.port());
					if (isTaken(client)) {
						clients.add(client);
					}
					return clients.size() == 10;
				});
				try (LockyInstance instance = LockyInstance.start(full.host(), full.port(),
						RedisStoreSettings.defaults())) {
					assertProblem(instance, "no more clients", "'maxclients'");
				}
			}
			finally {
				for (Socket client : clients) {
					client.close();
				}
			}
		}
	}

	private static boolean isTaken(Socket client) throws IOException {
		client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
		return client.getInputStream().read() == '+';
	}

	// Reads a key in 40 ms, and answers every two megabytes
	@Test
	void isDownWithTheRemedyWhileRedisLoadsItsData() {
		try (RedisServer loading = RedisServer.start("--rdbcompression", "no", "--key-load-delay", "40000");
				LockyInstance instance = LockyInstance.start(loading)) {
			loading.command("DEBUG", "POPULATE", "200", "key", "100000");
			loading.command("SAVE");
			loading.shutdown();
			CompletableFuture<Void> restarted = CompletableFuture.runAsync(loading::restart);
			assertProblem(instance, "loading its data", "Wait until it has");
			assertThat(restarted).succeedsWithin(Duration.ofSeconds(60));
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
	}

	@Test
	void isDownWithTheRemedyWhileAScriptOfSomebodyRuns() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			this.server.command("CONFIG", "SET", "lua-time-limit", "10");
			Thread script = new Thread(() -> runForEver(this.server));
			script.start();
			assertProblem(instance, "busy with a script", "SCRIPT KILL");
			this.server.command("SCRIPT", "KILL");
		}
	}

	private static void runForEver(RedisServer server) {
		try {
			server.command("EVAL", "while true do end", "0");
		}
		catch (RedisErrorException ex) {
			// Killed
		}
	}

	private static void assertProblem(LockyInstance instance, String problem, String remedy) {
		Awaitility.await().untilAsserted(() -> {
			Health health = health(instance.engine());
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).extractingByKey("problem", InstanceOfAssertFactories.STRING)
				.contains(problem);
			assertThat(health.getDetails()).extractingByKey("remedy", InstanceOfAssertFactories.STRING)
				.contains(remedy);
		});
	}

	private LockyInstance startAsUser() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(this.server.host(),
				this.server.port());
		configuration.setUsername("app");
		configuration.setPassword("secret");
		return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()),
				RedisStoreSettings.defaults());
	}

	@Test
	void isDownWithAnotherLayout() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			this.server.command("SET", "locky:lock:resource:layout", "7:2");
			Health health = health(instance.engine());
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).extractingByKey("remedy", InstanceOfAssertFactories.STRING)
				.contains("'locky.partitions=7'", "locky:lock:resource:layout");
		}
	}

	@Test
	void isDownOnAReadOnlyReplica() {
		try (LockyInstance instance = LockyInstance.start(this.server); RedisServer primary = RedisServer.start()) {
			RedisReplication.follow(this.server, primary);
			Health health = health(instance.engine());
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).extractingByKey("problem", InstanceOfAssertFactories.STRING)
				.contains("read-only replica");
		}
	}

	@Test
	void warnsOfAnEvictingRedis() {
		this.server.command("CONFIG", "SET", "maxmemory", "100mb");
		this.server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			assertThat(warning(instance)).contains("'maxmemory-policy' is allkeys-lru");
		}
	}

	@Test
	void warnsWhenThereIsNoSubscription() {
		try (LockyInstance instance = LockyInstance.start(this.server,
				LockyInstance.Options.DEFAULT.withoutMessages())) {
			assertThat(warning(instance)).contains("no subscription");
			assertThat(health(instance.engine()).getDetails()).containsEntry("subscription", "polling");
		}
	}

	@Test
	void needsNoSubscriptionWhenNobodyListens() {
		try (LockyInstance instance = LockyInstance.start(this.server,
				LockyInstance.Options.DEFAULT.withoutEvents().withoutMessages())) {
			assertThat(health(instance.engine()).getDetails()).containsEntry("subscription", "not-needed")
				.doesNotContainKey("warnings");
		}
	}

	@Test
	void warnsWhenItMustNotPublish() {
		this.server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-publish");
		try (LockyInstance instance = startAsUser()) {
			instance.locky().lock("article:1", "ada");
			assertThat(health(instance.engine()).getDetails()).containsEntry("publishing", false);
			assertThat(warning(instance)).contains("PUBLISH");
			this.server.command("ACL", "SETUSER", "app", "+publish");
			instance.locky().unlock("article:1");
			assertThat(health(instance.engine()).getDetails()).containsEntry("publishing", true)
				.doesNotContainKey("warnings");
		}
	}

	@Test
	void isDownWhenEventsWaitTooLong() {
		CountDownLatch slow = new CountDownLatch(1);
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			instance.onEvent((event) -> await(slow));
			instance.locky().lock("article:1", "ada");
			instance.locky().lock("article:2", "ada");
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				Health health = health(instance.engine());
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).extractingByKey("problem", InstanceOfAssertFactories.STRING)
					.contains("Events wait");
				assertThat(health.getDetails()).extractingByKey("remedy", InstanceOfAssertFactories.STRING)
					.contains("thread dump", "executor");
			});
			slow.countDown();
			Awaitility.await()
				.untilAsserted(() -> assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.UP));
		}
		finally {
			slow.countDown();
		}
	}

	@Test
	void isDownWithTheRemedyWhenNobodyLooksForExpiredLocks() {
		CountDownLatch slow = new CountDownLatch(1);
		MemoryLockStore store = new MemoryLockStore(new MemoryDatabase(), MemoryLockStore.DEFAULT_JOURNAL_LENGTH);
		LockEngine engine = new LockEngine(InterceptedStore.of((method, arguments) -> {
			if (method.getName().equals("poll")) {
				await(slow);
			}
			return InterceptedStore.call(store, method, arguments);
		}), EngineSettings.defaults(), null);
		try {
			engine.start();
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				Health health = health(engine);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).extractingByKey("problem", InstanceOfAssertFactories.STRING)
					.contains("not looked for");
				assertThat(health.getDetails()).extractingByKey("remedy", InstanceOfAssertFactories.STRING)
					.contains("thread dump");
			});
		}
		finally {
			slow.countDown();
			engine.destroy();
		}
	}

	@Test
	void isOutOfServiceWhenStopped() {
		try (LockyInstance instance = LockyInstance.start(this.server)) {
			instance.engine().stop();
			assertThat(health(instance.engine()).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(instance.engine()).getDetails()).containsKeys("problem", "remedy");
		}
	}

	private static Health health(LockEngine engine) {
		return new LockyHealthIndicator(engine).health(true);
	}

	private static String warning(LockyInstance instance) {
		Health health = health(instance.engine());
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).extractingByKey("warnings", InstanceOfAssertFactories.LIST).hasSize(1);
		return health.getDetails().get("warnings").toString();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
