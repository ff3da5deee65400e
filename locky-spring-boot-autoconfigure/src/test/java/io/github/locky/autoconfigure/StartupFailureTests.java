package io.github.locky.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.LockyOperations;
import io.github.locky.testing.RedisReplication;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when an application does not start because of Redis, or starts
 * without it.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class StartupFailureTests {

	private static final String AWAY = "Locky cannot work with Redis and keeps trying";

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
	void missingPasswordIsNamed(CapturedOutput output) {
		this.server.command("CONFIG", "SET", "requirepass", "secret");
		fails(contextRunner(), output, "login", "'spring.data.redis.password'", "'locky.redis.*'");
	}

	@Test
	void wrongPasswordIsNamed(CapturedOutput output) {
		this.server.command("CONFIG", "SET", "requirepass", "secret");
		fails(contextRunner().withPropertyValues("spring.data.redis.password=guess"), output, "login",
				"'spring.data.redis.password'");
	}

	@Test
	void wrongPasswordIsNamedWithJedis(CapturedOutput output) {
		this.server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
		fails(contextRunner().withPropertyValues("spring.data.redis.client-type=jedis",
				"spring.data.redis.username=app", "spring.data.redis.password=guess"), output, "login",
				"'spring.data.redis.username'");
	}

	@Test
	void missingRightToACommandIsNamed(CapturedOutput output) {
		fails(withRights("-evalsha"), output, "EVALSHA", "+evalsha");
	}

	@Test
	void missingRightToACommandOfAScriptIsNamed(CapturedOutput output) {
		fails(withRights("-hset"), output, "HSET", "+hset");
	}

	@Test
	void missingRightToKeysIsNamed(CapturedOutput output) {
		fails(withRights("resetkeys"), output, "keys", "'locky.key-prefix'");
	}

	@Test
	void otherPartitionsAreNamedAndNothingElseIsSaid(CapturedOutput output) {
		this.server.command("SET", "locky:lock:resource:layout", "7:2");
		fails(contextRunner(), output, "'locky.partitions=7'", "locky:lock:resource:layout");
	}

	@Test
	void clusterBehindAnOrdinaryConnectionIsNamed(CapturedOutput output) {
		try (RedisServer node = RedisServer.start("--cluster-enabled", "yes")) {
			String[] allSlots = IntStream.range(0, 16384).mapToObj(Integer::toString).toArray(String[]::new);
			node.command(StringUtils.concatenateStringArrays(new String[] { "CLUSTER", "ADDSLOTS" }, allSlots));
			Awaitility.await().until(() -> node.command("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
			fails(contextRunner().withPropertyValues("spring.data.redis.port=" + node.port()), output,
					"'spring.data.redis.cluster.nodes'", "'locky.partitions'");
			node.command("SET", "locky:lock:resource:layout", "16:2");
			fails(contextRunner().withPropertyValues("spring.data.redis.port=" + node.port()), output,
					"'spring.data.redis.cluster.nodes'", "but the connection is one to a single server");
		}
	}

	@Test
	void readOnlyReplicaIsNamedInTheLogAndTheApplicationStarts(CapturedOutput output) {
		try (RedisServer primary = RedisServer.start()) {
			RedisReplication.follow(this.server, primary);
			starts(contextRunner(), output, "read-only replica", "'spring.data.redis.host'");
		}
	}

	@Test
	void unreachableRedisIsNamedInTheLogAndTheApplicationStarts(CapturedOutput output) {
		this.server.shutdown();
		starts(contextRunner(), output, "cannot be reached", "'spring.data.redis.*'", "'locky.redis.*'");
	}

	@Test
	void unreachableRedisIsNamedWhenTheApplicationNeedsItToStart() {
		this.server.shutdown();
		contextRunner().withUserConfiguration(LocksAtStart.class)
			.run((context) -> assertThat(analyze(context.getStartupFailure())).contains("cannot be reached",
					"'spring.data.redis.*'"));
	}

	@Test
	void connectionsOfOthersAreNotExplained() {
		FailureAnalysis analysis = new RedisFailureAnalyzer()
			.analyze(new IllegalStateException(new RedisConnectionFailureException("not Locky's")));
		assertThat(analysis).isNull();
	}

	// What is known only after some seconds, as on a busy machine, does not fail the
	// start
	private void fails(ApplicationContextRunner contextRunner, CapturedOutput output, String... words) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			int before = output.length();
			contextRunner.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(analyze(context.getStartupFailure())).contains(words);
				assertThat(output.toString().substring(before)).doesNotContain(AWAY);
			});
		});
	}

	private void starts(ApplicationContextRunner contextRunner, CapturedOutput output, String... words) {
		contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output.toString().lines()).filteredOn((line) -> line.contains(AWAY))
				.singleElement()
				.asString()
				.contains(words);
		});
	}

	private static String analyze(Throwable failure) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader
			.forDefaultResourceLocation(StartupFailureTests.class.getClassLoader())
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.handleMessage((messageSupplier, ex) -> {
			}));
		return analyzers.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter((analysis) -> analysis != null)
			.findFirst()
			.map((analysis) -> analysis.getDescription() + "\n" + analysis.getAction())
			.orElseThrow();
	}

	private ApplicationContextRunner contextRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, LockyAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + this.server.port(), "spring.data.redis.timeout=2s");
	}

	private ApplicationContextRunner withRights(String rights) {
		this.server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", rights);
		return contextRunner().withPropertyValues("spring.data.redis.username=app",
				"spring.data.redis.password=secret");
	}

	@Configuration(proxyBeanMethods = false)
	static class LocksAtStart {

		@Bean
		InitializingBean locksAtStart(LockyOperations locky) {
			return () -> locky.lock("article:1", "ada");
		}

	}

}
