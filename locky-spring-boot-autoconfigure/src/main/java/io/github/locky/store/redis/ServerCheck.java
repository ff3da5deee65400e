package io.github.locky.store.redis;

import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.locky.store.Diagnosis;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Sees, before it is needed, whether Redis has what Locky needs: its version, a cluster
 * only where one is expected, every command of the scripts and the right to it, and keys
 * of the types that are meant.
 */
final class ServerCheck {

	private static final OneLineLog logger = OneLineLog.of(ServerCheck.class);

	private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

	private static final int MAJOR = 6;

	private static final int MINOR = 2;

	private final StringRedisTemplate template;

	private final ScriptRunner scripts;

	// There is another keyspace when a connection was lost
	private volatile @Nullable Keyspace informed;

	ServerCheck(StringRedisTemplate template, ScriptRunner scripts) {
		this.template = template;
		this.scripts = scripts;
	}

	/**
	 * Check the server, in a cluster the one of each partition.
	 * @param keyspace the keyspace
	 * @return the error by which it refuses to write at present, or {@code null}
	 * @throws UnusableRedisException if something is missing
	 */
	@Nullable String check(Keyspace keyspace) {
		if (keyspace != this.informed) {
			Diagnosis diagnosis = diagnose(info(), keyspace.isTagged());
			if (diagnosis != null) {
				throw new UnusableRedisException(diagnosis);
			}
		}
		String unwritable = null;
		for (int partition = 0; partition < keyspace.getPartitions(); partition++) {
			String error = check(keyspace, partition);
			unwritable = (unwritable != null) ? unwritable : error;
		}
		this.informed = keyspace;
		return unwritable;
	}

	/**
	 * Explain another layout, which is that of a cluster if one is asked through an
	 * ordinary connection.
	 * @param mismatch what is known so far
	 * @param keyspace the keyspace
	 * @return the same, or what is the cause of it
	 */
	RuntimeException explain(LayoutMismatchException mismatch, Keyspace keyspace) {
		Diagnosis diagnosis = diagnose(info(), keyspace.isTagged());
		return (diagnosis != null) ? new UnusableRedisException(diagnosis) : mismatch;
	}

	private @Nullable String check(Keyspace keyspace, int partition) {
		List<String> reply = Replies
			.strings(this.scripts.run(Scripts.CHECK, keyspace, partition, List.of(""), List.of()));
		String refused = reply.get(0).replace(" ", ", ");
		String missing = reply.get(1).replace(" ", ", ");
		if (!missing.isEmpty()) {
			throw new UnusableRedisException(RedisErrors.missingCommands(missing));
		}
		if (!refused.isEmpty()) {
			throw new UnusableRedisException(RedisErrors.notPermittedCommands(refused));
		}
		if (!reply.get(2).isEmpty()) {
			throw new UnusableRedisException(RedisErrors.wrongType(reply.get(2).replace(" ", ", ")));
		}
		return (reply.get(3).isEmpty()) ? null : reply.get(3);
	}

	// Whoever must not ask is not told, and finds out later
	private Properties info() {
		try {
			Properties info = this.template
				.execute((RedisCallback<Properties>) (connection) -> connection.serverCommands().info("server"));
			return (info != null) ? info : new Properties();
		}
		catch (RuntimeException ex) {
			logger.debug("Redis did not tell its version", ex);
			return new Properties();
		}
	}

	// A cluster answers for each node, with the node before the name of the field
	static @Nullable Diagnosis diagnose(Properties info, boolean tagged) {
		for (String field : info.stringPropertyNames()) {
			String value = info.getProperty(field).trim();
			if (field.endsWith("redis_version") && isTooOld(value)) {
				return RedisErrors.tooOld(value);
			}
			if (field.endsWith("redis_mode") && value.equals("cluster") && !tagged) {
				return RedisErrors.cluster();
			}
		}
		return null;
	}

	private static boolean isTooOld(String version) {
		Matcher matcher = VERSION.matcher(version);
		if (!matcher.matches()) {
			return false;
		}
		int major = Integer.parseInt(matcher.group(1));
		return major < MAJOR || (major == MAJOR && Integer.parseInt(matcher.group(2)) < MINOR);
	}

}
