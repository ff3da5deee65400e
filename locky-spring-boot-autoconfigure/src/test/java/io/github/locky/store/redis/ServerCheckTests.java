package io.github.locky.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerCheck}.
 */
class ServerCheckTests {

	private static final Path SCRIPTS = Path.of("src/main/resources/META-INF/scripts/locky");

	@ParameterizedTest
	@ValueSource(strings = { "2.8.24", "5.0.14", "6.0.16", "6.1.240" })
	void refusesWhatIsTooOld(String version) {
		assertThat(ServerCheck.diagnose(info("redis_version", version), false)).satisfies((diagnosis) -> {
			assertThat(diagnosis.description()).contains("Redis " + version, "6.2");
			assertThat(diagnosis.action()).contains("spring.data.redis", "locky.redis");
			assertThat(diagnosis.permanent()).isTrue();
		});
		assertThat(ServerCheck.diagnose(info("10.0.0.1:6379.redis_version", version), true)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "6.2.0", "6.2.11", "7.0.15", "8.0.1", "255.255.255", "unstable", "" })
	void acceptsWhatIsNewEnough(String version) {
		assertThat(ServerCheck.diagnose(info("redis_version", version), false)).isNull();
	}

	@Test
	void refusesAClusterWithoutPartitions() {
		assertThat(ServerCheck.diagnose(info("redis_mode", "cluster"), false).action())
			.contains("'spring.data.redis.cluster.nodes'", "'locky.partitions'");
		assertThat(ServerCheck.diagnose(info("redis_mode", "cluster"), true)).isNull();
		assertThat(ServerCheck.diagnose(info("redis_mode", "standalone"), false)).isNull();
	}

	@Test
	void namesTheCommandsThatAreMissing() {
		try (RedisServer server = RedisServer.start()) {
			assertThatExceptionOfType(UnusableRedisException.class)
				.isThrownBy(() -> start(server, "-hget", "-zadd", "-xadd"))
				.withMessageContaining("run HGET, ZADD, XADD")
				.withMessageContaining("+xadd +xlen");
			assertThat(server.command("KEYS", "*")).asString().isEqualTo("[locky:lock:resource:layout]");
		}
	}

	@Test
	void namesTheCommandsThatAreDisabled() {
		try (RedisServer server = RedisServer.start("--rename-command", "TIME", "", "--rename-command", "XREVRANGE", "",
				"--rename-command", "PEXPIREAT", "")) {
			assertThatExceptionOfType(UnusableRedisException.class).isThrownBy(() -> LockyInstance.start(server))
				.withMessageContaining("does not know PEXPIREAT, TIME, XREVRANGE, or has disabled it")
				.withMessageContaining("do not rename or disable");
			assertThat(server.command("KEYS", "*")).asString().isEqualTo("[locky:lock:resource:layout]");
		}
	}

	@Test
	void namesTheKeysThatAreOfAnotherType() {
		try (RedisServer server = RedisServer.start()) {
			server.command("SET", "locky:lock:resource:holders", "mine");
			server.command("SET", "locky:lock:resource:journal", "mine");
			assertThatExceptionOfType(UnusableRedisException.class).isThrownBy(() -> LockyInstance.start(server))
				.withMessageContaining("under locky:lock:resource:holders, locky:lock:resource:journal.");
		}
	}

	@Test
	void explainsALayoutOfAnotherType() {
		try (RedisServer server = RedisServer.start()) {
			server.command("RPUSH", "locky:lock:resource:layout", "mine");
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> LockyInstance.start(server))
				.satisfies((failure) -> assertThat(RedisDiagnosis.of(failure).description())
					.contains("under a key with its prefix"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ERR unknown command `EVALSHA`, with args beginning with:",
			"ERR Error running script (call to f_1): @user_script:9: @user_script: 9: Unknown Redis command called from Lua script",
			"ERR Unknown Redis command called from script script: 1, on @user_script:17.",
			"ERR This Redis command is not allowed from script script: 1, on @user_script:17." })
	void aDisabledCommandIsExplainedWheneverItIsMissed(String message) {
		assertThat(RedisErrors.diagnose(new IllegalStateException(message))).satisfies((diagnosis) -> {
			assertThat(diagnosis.description()).contains("has disabled it");
			assertThat(diagnosis.permanent()).isTrue();
		});
	}

	@Test
	void changesNothing() {
		try (RedisServer server = RedisServer.start(); LockyInstance instance = LockyInstance.start(server)) {
			instance.locky().lock("article:1", "ada");
			server.command("SET", "lock:resource:", "odd", "PX", "100000");
			Object journal = server.command("XRANGE", "locky:lock:resource:journal", "-", "+");
			LockyInstance.start(server).close();
			assertThat(server.command("XRANGE", "locky:lock:resource:journal", "-", "+")).isEqualTo(journal);
			assertThat(server.command("GET", "lock:resource:")).isEqualTo("odd");
			assertThat((Long) server.command("PTTL", "lock:resource:")).isPositive();
			assertThat(instance.locky().getLocker("article:1")).isEqualTo("ada");
		}
	}

	@Test
	void triesEveryCommandOfTheScripts() throws IOException {
		Set<String> called = new TreeSet<>();
		try (Stream<Path> scripts = Files.list(SCRIPTS)) {
			for (Path script : scripts.filter((path) -> !path.endsWith("check.lua")).toList()) {
				called.addAll(commands("(?:call|try)\\('([A-Z]+)'", script));
			}
		}
		called.remove("PUBLISH");
		assertThat(commands("\\{ '([A-Z]+)'", SCRIPTS.resolve("check.lua"))).containsExactlyElementsOf(called);
	}

	private static Set<String> commands(String pattern, Path script) throws IOException {
		Set<String> commands = new TreeSet<>();
		Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(script));
		while (matcher.find()) {
			commands.add(matcher.group(1));
		}
		return commands;
	}

	private static Properties info(String field, String value) {
		Properties info = new Properties();
		info.setProperty(field, value);
		return info;
	}

	private static LockyInstance start(RedisServer server, String... rights) {
		server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all");
		for (String right : rights) {
			server.command("ACL", "SETUSER", "app", right);
		}
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
		configuration.setUsername("app");
		configuration.setPassword("secret");
		return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()),
				RedisStoreSettings.defaults());
	}

}
