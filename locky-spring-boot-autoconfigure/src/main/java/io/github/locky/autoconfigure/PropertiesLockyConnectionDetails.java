package io.github.locky.autoconfigure;

import java.util.List;

import io.lettuce.core.RedisURI;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;

/**
 * Adapts {@code locky.redis.*} to {@link LockyConnectionDetails}.
 */
final class PropertiesLockyConnectionDetails implements LockyConnectionDetails {

	private static final int DEFAULT_PORT = 6379;

	private final LockyRedisProperties properties;

	private final @Nullable RedisURI uri;

	private final @Nullable SslBundles sslBundles;

	PropertiesLockyConnectionDetails(LockyRedisProperties properties, @Nullable SslBundles sslBundles) {
		checkExclusive(properties);
		this.properties = properties;
		this.uri = (properties.url() != null) ? parse(properties.url()) : null;
		this.sslBundles = sslBundles;
	}

	private static void checkExclusive(LockyRedisProperties properties) {
		Object[][] besideUrl = { { "host", properties.host() }, { "port", properties.port() },
				{ "username", properties.username() }, { "password", properties.password() },
				{ "database", properties.database() } };
		for (Object[] property : besideUrl) {
			MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
				entries.put("locky.redis.url", properties.url());
				entries.put("locky.redis." + property[0], property[1]);
			});
		}
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put("locky.redis.url", properties.url());
			entries.put("locky.redis.sentinel", properties.sentinel());
			entries.put("locky.redis.cluster", properties.cluster());
			entries.put("locky.redis.masterreplica", properties.masterreplica());
		});
	}

	private static RedisURI parse(String url) {
		if (!url.startsWith("redis://") && !url.startsWith("rediss://")) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.url", url,
					"must begin with redis:// or rediss://");
		}
		try {
			return RedisURI.create(url);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.url", url, ex.getMessage());
		}
	}

	@Override
	public @Nullable String getUsername() {
		return (this.uri != null) ? this.uri.getCredentialsProvider().resolveCredentials().block().getUsername()
				: this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		if (this.uri == null) {
			return this.properties.password();
		}
		char[] password = this.uri.getCredentialsProvider().resolveCredentials().block().getPassword();
		return (password != null) ? new String(password) : null;
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String bundle = this.properties.ssl().bundle();
		if (!this.properties.ssl().isEnabled() && (this.uri == null || !this.uri.isSsl())) {
			return null;
		}
		if (bundle == null) {
			return SslBundle.systemDefault();
		}
		Assert.state(this.sslBundles != null, "'locky.redis.ssl.bundle' needs Boot's SSL bundles");
		return this.sslBundles.getBundle(bundle);
	}

	@Override
	public @Nullable Standalone getStandalone() {
		if (this.uri != null) {
			return Standalone.of(this.uri.getHost(), this.uri.getPort(), this.uri.getDatabase());
		}
		String host = this.properties.host();
		Integer port = this.properties.port();
		return Standalone.of((host != null) ? host : "localhost", (port != null) ? port : DEFAULT_PORT, database());
	}

	@Override
	public @Nullable Sentinel getSentinel() {
		LockyRedisProperties.Sentinel sentinel = this.properties.sentinel();
		return (sentinel != null) ? new PropertiesSentinel(database(), sentinel) : null;
	}

	@Override
	public @Nullable Cluster getCluster() {
		LockyRedisProperties.Cluster cluster = this.properties.cluster();
		if (cluster == null) {
			return null;
		}
		List<Node> nodes = nodes("locky.redis.cluster.nodes", cluster.nodes());
		return () -> nodes;
	}

	@Override
	public @Nullable MasterReplica getMasterReplica() {
		LockyRedisProperties.Masterreplica masterreplica = this.properties.masterreplica();
		if (masterreplica == null) {
			return null;
		}
		List<Node> nodes = nodes("locky.redis.masterreplica.nodes", masterreplica.nodes());
		return () -> nodes;
	}

	private int database() {
		Integer database = this.properties.database();
		return (database != null) ? database : 0;
	}

	private static List<Node> nodes(String property, List<String> nodes) {
		if (nodes.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property, nodes, "must name at least one node");
		}
		return nodes.stream().map((node) -> node(property, node)).toList();
	}

	// The last colon, because the host may be an IPv6 address
	private static Node node(String property, String node) {
		int colon = node.lastIndexOf(':');
		try {
			return new Node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
		}
		catch (IndexOutOfBoundsException | NumberFormatException ex) {
			throw new InvalidConfigurationPropertyValueException(property, node, "must have the form host:port");
		}
	}

	private record PropertiesSentinel(int database, LockyRedisProperties.Sentinel properties) implements Sentinel {

		@Override
		public int getDatabase() {
			return this.database;
		}

		@Override
		public String getMaster() {
			String master = this.properties.master();
			if (master == null) {
				throw new InvalidConfigurationPropertyValueException("locky.redis.sentinel.master", null,
						"must name the primary");
			}
			return master;
		}

		@Override
		public List<Node> getNodes() {
			return nodes("locky.redis.sentinel.nodes", this.properties.nodes());
		}

		@Override
		public @Nullable String getUsername() {
			return this.properties.username();
		}

		@Override
		public @Nullable String getPassword() {
			return this.properties.password();
		}

	}

}
