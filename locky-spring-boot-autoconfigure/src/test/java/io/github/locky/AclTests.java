package io.github.locky;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract as a user of Redis that may do nothing but what Locky needs. The rule is
 * that of {@code docs/guarantees.md}.
 */
class AclTests extends LockyOperationsContractTests {

	static final String RULE = "~lock:resource:* ~locky:lock:resource:* &locky:* "
			+ "+hello +auth +ping +info +evalsha +eval +subscribe +unsubscribe +publish "
			+ "+get +set +del +pttl +pexpireat +persist +time +hget +hset +hdel +hlen +hscan "
			+ "+zadd +zrem +zscore +zrangebyscore +xadd +xlen +xrange +xrevrange +xsetid";

	private static final Pattern CALL = Pattern.compile("call\\('([A-Z]+)'");

	private static RedisServer own;

	AclTests() {
		super(new RestrictedTestStore());
	}

	@BeforeAll
	static void startServer() {
		own = RedisServer.start();
		String[] user = { "ACL", "SETUSER", "locky", "on", ">secret", "resetkeys", "resetchannels", "-@all" };
		own.command(Stream.concat(Stream.of(user), Stream.of(RULE.split(" "))).toArray(String[]::new));
	}

	@AfterAll
	static void stopServer() {
		own.close();
	}

	// Drivers introduce themselves with CLIENT SETINFO and such, and do without
	@AfterEach
	void nothingElseWasRefused() {
		assertThat((List<?>) own.command("ACL", "LOG")).extracting((entry) -> refused((List<?>) entry))
			.allMatch((object) -> object.startsWith("client"));
	}

	private static String refused(List<?> entry) {
		return (String) entry.get(entry.indexOf("object") + 1);
	}

	@Test
	void ruleIsInTheMessageWhenSomethingIsMissing() {
		try (LockyInstance instance = LockyInstance.start(own)) {
			Exception refused = new RedisSystemException("Error in execution",
					new IllegalStateException("NOPERM this user has no permissions to run the 'hset' command"));
			assertThat(instance.engine().getStore().diagnose(refused)).asString().contains(RULE);
		}
	}

	@Test
	void ruleAllowsWhatTheScriptsCall() throws IOException {
		try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/META-INF/scripts/locky"))) {
			for (Path script : scripts.toList()) {
				Matcher calls = CALL.matcher(Files.readString(script));
				while (calls.find()) {
					assertThat(RULE.split(" ")).contains("+" + calls.group(1).toLowerCase());
				}
			}
		}
	}

	@Test
	void ruleIsTheDocumentedOne() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "guarantees.md"));
		assertThat(page.replaceAll("\\s+", " ")).contains(RULE);
	}

	/**
	 * Locks in the Redis of this test, with that user.
	 */
	private static final class RestrictedTestStore extends RedisTestStore {

		private RestrictedTestStore() {
			super(own);
		}

		@Override
		public LockyInstance start(LockyInstance.Options options) {
			own.command("FLUSHALL");
			own.command("SCRIPT", "FLUSH");
			own.command("ACL", "LOG", "RESET");
			RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(own.host(), own.port());
			configuration.setUsername("locky");
			configuration.setPassword("secret");
			return LockyInstance.start(new LettuceConnectionFactory(configuration, LockyInstance.client()),
					RedisStoreSettings.defaults());
		}

	}

}
