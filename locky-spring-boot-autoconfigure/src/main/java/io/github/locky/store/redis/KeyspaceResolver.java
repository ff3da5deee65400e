package io.github.locky.store.redis;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.Assert;

/**
 * Finds out what only a connection can tell (is it a cluster, which database, does
 * another layout rule here) and names the keys accordingly.
 */
final class KeyspaceResolver {

	private static final Pattern DATABASE = Pattern.compile("\\bdb=(\\d+)");

	private static final List<String> REFUSALS = List.of("noperm", "can't run this command", "unknown command",
			"unknown redis command", "unknown subcommand", "syntax error", "not supported", "unsupported");

	private final StringRedisTemplate template;

	private final ScriptRunner scripts;

	private final RedisStoreSettings settings;

	private final ServerCheck server;

	private volatile @Nullable Keyspace keyspace;

	private volatile boolean cluster;

	private volatile boolean unverified;

	KeyspaceResolver(StringRedisTemplate template, ScriptRunner scripts, RedisStoreSettings settings,
			ServerCheck server) {
		this.template = template;
		this.scripts = scripts;
		this.settings = settings;
		this.server = server;
	}

	/**
	 * Return the keyspace, asking Redis if this was not done yet.
	 * @return the keyspace
	 * @throws LayoutMismatchException if another layout is in force
	 */
	Keyspace get() {
		Keyspace keyspace = this.keyspace;
		return (keyspace != null) ? keyspace : resolve();
	}

	/**
	 * Return where resources are, without asking Redis.
	 * @param resources the resources
	 * @return their partitions; empty if these are not known now
	 */
	Set<Integer> partitionsOf(Collection<String> resources) {
		Keyspace keyspace = this.keyspace;
		return (keyspace != null) ? resources.stream().map(keyspace::partitionOf).collect(Collectors.toSet())
				: Set.of();
	}

	/**
	 * Ask again before the next use: after a connection was lost it may be another Redis.
	 * In a cluster the node that has the layout may be away while the others work, so
	 * there the asking is left to {@link #verify()}.
	 */
	void forget() {
		if (this.cluster) {
			this.unverified = true;
		}
		else {
			this.keyspace = null;
		}
	}

	/**
	 * Return whether a cluster is to be asked again which layout is in force.
	 * @return whether to {@link #verify()}
	 */
	boolean isUnverified() {
		return this.unverified;
	}

	/**
	 * Ask again what a cluster was not asked since a connection to it was lost.
	 * @throws LayoutMismatchException if another layout is in force now
	 */
	void verify() {
		if (!this.unverified) {
			return;
		}
		this.unverified = false;
		try {
			resolve();
		}
		catch (RuntimeException ex) {
			this.unverified = true;
			if (ex instanceof LayoutMismatchException) {
				this.keyspace = null;
			}
			throw ex;
		}
	}

	/**
	 * Ask now.
	 * @throws LayoutMismatchException if another layout is in force
	 */
	void check() {
		checkLayout(get());
	}

	private Keyspace resolve() {
		boolean cluster = isCluster();
		Integer configured = this.settings.partitions();
		int partitions = (configured != null) ? configured : (cluster) ? RedisStoreSettings.CLUSTER_PARTITIONS : 1;
		String prefix = this.settings.keyPrefix();
		Assert.state(!cluster || (prefix.indexOf('{') < 0 && prefix.indexOf('}') < 0),
				() -> "'locky.key-prefix' must not contain braces with a Redis Cluster, but is '" + prefix + "'");
		Keyspace resolved = new Keyspace(prefix, partitions, cluster || partitions > 1, database());
		checkLayout(resolved);
		this.cluster = cluster;
		this.keyspace = resolved;
		return resolved;
	}

	private void checkLayout(Keyspace keyspace) {
		Layout layout = Layout.of(keyspace.getPartitions());
		String inForce = this.scripts.run(Scripts.LAYOUT, keyspace.layoutKey(), layout.toString());
		if (!inForce.equals(layout.toString())) {
			throw this.server.explain(new LayoutMismatchException(keyspace.layoutKey(), layout, inForce), keyspace);
		}
	}

	private boolean isCluster() {
		try {
			return Boolean.TRUE.equals(this.template
				.execute((RedisCallback<Boolean>) (connection) -> connection instanceof RedisClusterConnection));
		}
		catch (IllegalStateException ex) {
			throw new StoreClosedException(ex);
		}
	}

	private int database() {
		Integer known = ConnectionFactories.database(this.template.getRequiredConnectionFactory());
		if (known != null) {
			return known;
		}
		Integer told = databaseOfConnection();
		if (told != null) {
			return told;
		}
		Integer configured = this.settings.database();
		return (configured != null) ? configured : 0;
	}

	private @Nullable Integer databaseOfConnection() {
		try {
			Object info = this.template.execute(
					(RedisCallback<@Nullable Object>) (connection) -> connection.execute("CLIENT", "INFO".getBytes()));
			Matcher matcher = DATABASE
				.matcher((info instanceof byte[] bytes) ? new String(bytes) : String.valueOf(info));
			return (matcher.find()) ? Integer.valueOf(matcher.group(1)) : null;
		}
		catch (RuntimeException ex) {
			if (isRefused(NestedExceptionUtils.getMostSpecificCause(ex))) {
				return null;
			}
			throw ex;
		}
	}

	// By the driver, or by a server that does not know the command or does not permit it:
	// who was not answered is to ask again
	private static boolean isRefused(Throwable cause) {
		String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
		return cause instanceof UnsupportedOperationException || REFUSALS.stream().anyMatch(message::contains);
	}

}
