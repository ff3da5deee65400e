package io.github.locky.store.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;

import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which database it is, with a driver that Locky does not know.
 */
@RedisTest
class KeyspaceResolverTests {

	private final LettuceConnectionFactory lettuce;

	private @Nullable RuntimeException failure;

	private KeyspaceResolver resolver;

	KeyspaceResolverTests(RedisServer redis) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(redis.host(), redis.port());
		configuration.setDatabase(3);
		this.lettuce = new LettuceConnectionFactory(configuration, LockyInstance.client());
	}

	@BeforeEach
	void start() {
		this.lettuce.afterPropertiesSet();
		this.lettuce.start();
		RedisConnectionFactory unknown = proxy(RedisConnectionFactory.class, this.lettuce);
		StringRedisTemplate template = new StringRedisTemplate(unknown);
		RedisStoreSettings settings = new RedisStoreSettings(RedisStoreSettings.DEFAULT_KEY_PREFIX, null,
				RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, 5, null, null);
		ScriptRunner scripts = new ScriptRunner(template, Duration.ofSeconds(2), settings);
		this.resolver = new KeyspaceResolver(template, scripts, settings, new ServerCheck(template, scripts));
	}

	@AfterEach
	void stop() {
		this.lettuce.destroy();
	}

	private <T> T proxy(Class<T> type, Object target) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call(target, method, arguments)));
	}

	private Object call(Object target, Method method, Object[] arguments) throws Throwable {
		if (this.failure != null && method.getName().equals("execute") && arguments[0].equals("CLIENT")) {
			throw this.failure;
		}
		try {
			Object result = method.invoke(target, arguments);
			return (method.getName().equals("getConnection")) ? proxy(RedisConnection.class, result) : result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private String channel() {
		return this.resolver.get().channel();
	}

	@Test
	void connectionIsAsked() {
		assertThat(channel()).isEqualTo("locky:3:lock:resource:events");
	}

	@Test
	void whoWasNotAnsweredAsksAgain() {
		for (RuntimeException failed : List.of(new RedisConnectionFailureException("Connection reset"),
				new QueryTimeoutException("Timed out"),
				new RedisSystemException("Interrupted", new InterruptedException()),
				new RedisSystemException("Error", new IllegalStateException("LOADING Redis is loading the dataset")))) {
			this.failure = failed;
			assertThatExceptionOfType(failed.getClass()).isThrownBy(this::channel);
		}
		this.failure = null;
		assertThat(channel()).isEqualTo("locky:3:lock:resource:events");
	}

	@Test
	void settingsTellIfTheConnectionDoesNot() {
		for (RuntimeException refused : List.of(new UnsupportedOperationException(),
				new InvalidDataAccessApiUsageException("Not there", new UnsupportedOperationException()),
				refusal("NOPERM this user has no permissions to run the 'client|info' command"),
				refusal("ERR unknown command 'CLIENT', with args beginning with: 'INFO'"),
				refusal("ERR Unknown subcommand or wrong number of arguments for 'INFO'. Try CLIENT HELP."))) {
			this.failure = refused;
			assertThat(channel()).isEqualTo("locky:5:lock:resource:events");
			this.resolver.forget();
		}
	}

	private static RuntimeException refusal(String message) {
		return new RedisSystemException("Error in execution", new IllegalStateException(message));
	}

}
