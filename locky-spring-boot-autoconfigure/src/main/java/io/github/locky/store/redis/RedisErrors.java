package io.github.locky.store.redis;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.locky.store.Diagnosis;
import org.jspecify.annotations.Nullable;

/**
 * Knows the error replies of Redis that have a remedy.
 */
final class RedisErrors {

	private static final String OWN = " (or 'locky.redis.*', if Locky has a Redis of its own)";

	private static final String RULE = "With the default 'locky.key-prefix', all that the user of "
			+ "'spring.data.redis.username'" + OWN + " needs is: ~lock:resource:* ~locky:lock:resource:* &locky:* "
			+ "+hello +auth +ping +info +evalsha +eval +subscribe +unsubscribe +publish "
			+ "+get +set +del +pttl +pexpireat +persist +time +hget +hset +hdel +hlen +hscan "
			+ "+zadd +zrem +zscore +zrangebyscore +xadd +xlen +xrange +xrevrange +xsetid, and +wait with 'locky.replication.min-replicas'";

	private static final String ENABLE = "Use Redis 6.2 or newer, or Valkey, and do not rename or disable its commands; "
			+ "if a provider does, another of its plans may have them.";

	private static final String PROXY = "; or if a proxy stands before the cluster, set 'locky.partitions', as 16";

	private static final Pattern COMMAND = Pattern.compile("'([a-z|-]+)' command");

	private RedisErrors() {
	}

	static @Nullable Diagnosis diagnose(Throwable cause) {
		return (cause.getMessage() != null) ? diagnose(withoutScript(cause.getMessage())) : null;
	}

	// Redis 6.2 puts the script before the error of a command in it
	private static String withoutScript(String message) {
		int error = message.lastIndexOf(": -");
		boolean ofScript = message.startsWith("ERR Error running script") || message.startsWith("@user_script");
		return (ofScript && error != -1) ? message.substring(error + 3) : message;
	}

	private static @Nullable Diagnosis diagnose(String message) {
		if (isAny(message, "WRONGPASS", "NOAUTH", "ERR invalid password", "ERR AUTH ")) {
			return new Diagnosis("Redis refuses Locky's login: " + sentence(message),
					"Review 'spring.data.redis.username' and 'spring.data.redis.password'" + OWN + ".", true);
		}
		if (message.startsWith("NOPERM") || message.contains("can't run this command")) {
			return notPermitted(message);
		}
		if (message.startsWith("MOVED ")) {
			return cluster("");
		}
		if (message.startsWith("CROSSSLOT")) {
			return cluster(PROXY);
		}
		if (message.startsWith("CLUSTERDOWN")) {
			return new Diagnosis("The cluster does not serve all slots.",
					"Look after its nodes, of which one may have died without a replica: CLUSTER NODES lists them.",
					false);
		}
		if (message.startsWith("READONLY") || message.contains("WAIT cannot be used with replica")) {
			return replica("This Redis is a read-only replica, and locks need the primary.");
		}
		if (message.startsWith("MASTERDOWN")) {
			return replica("This Redis is a replica that has lost its primary, and locks need the primary.");
		}
		if (message.startsWith("ERR unknown command") || message.contains("Unknown Redis command")
				|| message.contains("not allowed from script")) {
			return new Diagnosis(
					"Redis does not know a command that Locky needs, or has disabled it: " + sentence(message), ENABLE,
					true);
		}
		if (message.contains("WRONGTYPE ")) {
			return wrongType("a key with its prefix");
		}
		if (message.startsWith("MISCONF")) {
			return new Diagnosis("Redis refuses to write, because it cannot save to disk.",
					"Look into its log, and after its disk.", false);
		}
		if (message.startsWith("NOREPLICAS")) {
			return new Diagnosis("Redis refuses to write, because too few replicas are connected.",
					"Look after its replicas, or lower its 'min-replicas-to-write'.", false);
		}
		if (message.startsWith("BUSY")) {
			return new Diagnosis("Redis is busy with a script of somebody.",
					"Find out which one runs for so long; SCRIPT KILL ends it.", false);
		}
		if (message.startsWith("LOADING")) {
			return new Diagnosis("Redis is loading its data.", "Wait until it has.", false);
		}
		if (message.startsWith("ERR max number of clients")) {
			return new Diagnosis("Redis takes no more clients.",
					"Close connections that nobody needs, as those of large pools, or raise its 'maxclients'.", false);
		}
		if (message.startsWith("OOM")) {
			return new Diagnosis("The memory of Redis is full.", "Raise its 'maxmemory', or remove what is not needed.",
					false);
		}
		return null;
	}

	private static Diagnosis replica(String description) {
		return new Diagnosis(description,
				"If no failover is under way, let 'spring.data.redis.host' and 'spring.data.redis.port' lead to the primary, "
						+ "or set 'spring.data.redis.sentinel.*'" + OWN + ".",
				false);
	}

	private static Diagnosis notPermitted(String message) {
		if (message.contains("keys")) {
			return new Diagnosis("Redis does not let Locky's user access the keys of locks.",
					"Grant access to keys that begin with 'locky.key-prefix', and with 'locky:' before it. " + RULE,
					true);
		}
		Matcher matcher = COMMAND.matcher(message);
		return notPermittedCommands(
				(matcher.find()) ? matcher.group(1).toUpperCase(Locale.ROOT) : "a command of Locky's scripts");
	}

	static Diagnosis notPermittedCommands(String commands) {
		return new Diagnosis("Redis does not let Locky's user run " + commands + ".", RULE, true);
	}

	static Diagnosis missingCommands(String commands) {
		return new Diagnosis("Redis does not know " + commands + ", or has disabled it in scripts, and Locky needs it.",
				ENABLE, true);
	}

	static Diagnosis wrongType(String keys) {
		return new Diagnosis("There is another type in Redis than Locky's under " + keys + ".",
				"Find out who wrote it, and delete it, or set another 'locky.key-prefix'.", true);
	}

	static Diagnosis cluster() {
		return cluster(PROXY);
	}

	// A proxy moves nobody
	private static Diagnosis cluster(String otherwise) {
		return new Diagnosis("This Redis is a node of a cluster, but the connection is one to a single server.",
				"Set 'spring.data.redis.cluster.nodes'" + OWN + otherwise + ".", true);
	}

	static Diagnosis tooOld(String version) {
		return new Diagnosis("This is Redis " + version + ", and Locky needs 6.2 or newer.",
				"Update Redis, or let 'spring.data.redis.*'" + OWN + " lead to another one.", true);
	}

	private static boolean isAny(String message, String... prefixes) {
		for (String prefix : prefixes) {
			if (message.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	private static String sentence(String message) {
		return (message.endsWith(".") || message.endsWith("?")) ? message : message + ".";
	}

}
