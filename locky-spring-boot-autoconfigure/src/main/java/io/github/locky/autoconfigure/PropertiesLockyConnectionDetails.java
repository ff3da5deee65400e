package io.github.locky.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * {@link LockyConnectionDetails} from the properties {@code locky.redis.*}.
 */
class PropertiesLockyConnectionDetails implements LockyConnectionDetails {

	private static final String DEFAULT_HOST = "localhost";

	private static final int DEFAULT_PORT = 6379;

	private final LockyProperties.Redis properties;

	private final @Nullable LockyRedisUrl url;

	private final @Nullable SslBundle sslBundle;

	PropertiesLockyConnectionDetails(LockyProperties.Redis properties, @Nullable SslBundles sslBundles) {
		LockyRedisPropertiesValidator.validate(properties);
		this.properties = properties;
		this.url = (properties.url() != null) ? LockyRedisUrl.parse(properties.url()) : null;
		this.sslBundle = sslBundle(sslBundles);
	}

	private @Nullable SslBundle sslBundle(@Nullable SslBundles sslBundles) {
		String bundle = this.properties.ssl().bundle();
		Boolean enabled = this.properties.ssl().enabled();
		boolean encrypted = (enabled != null) ? enabled : StringUtils.hasText(bundle);
		if (!encrypted && (this.url == null || !this.url.encrypted())) {
			return null;
		}
		if (!StringUtils.hasText(bundle)) {
			return SslBundle.systemDefault();
		}
		if (sslBundles == null) {
			throw new InvalidConfigurationPropertyValueException("locky.redis.ssl.bundle", bundle,
					"The application has no SSL bundles.");
		}
		return sslBundles.getBundle(bundle);
	}

	@Override
	public @Nullable String getUsername() {
		return (this.url != null) ? this.url.username() : this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return (this.url != null) ? this.url.password() : this.properties.password();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public @Nullable Standalone getStandalone() {
		if (this.url != null) {
			return Standalone.of(this.url.host(), this.url.port(), this.url.database());
		}
		if (getSentinel() != null || getCluster() != null || getMasterReplica() != null) {
			return null;
		}
		String host = this.properties.host();
		Integer port = this.properties.port();
		return Standalone.of((StringUtils.hasText(host)) ? host : DEFAULT_HOST, (port != null) ? port : DEFAULT_PORT,
				database());
	}

	@Override
	public @Nullable Sentinel getSentinel() {
		LockyProperties.Sentinel sentinel = this.properties.sentinel();
		return (sentinel != null)
				? new PropertiesSentinel(database(), sentinel, nodes("locky.redis.sentinel.nodes", sentinel.nodes()))
				: null;
	}

	@Override
	public @Nullable Cluster getCluster() {
		LockyProperties.Cluster cluster = this.properties.cluster();
		return (cluster != null) ? () -> nodes("locky.redis.cluster.nodes", cluster.nodes()) : null;
	}

	@Override
	public @Nullable MasterReplica getMasterReplica() {
		LockyProperties.Masterreplica masterreplica = this.properties.masterreplica();
		return (masterreplica != null) ? () -> nodes("locky.redis.masterreplica.nodes", masterreplica.nodes()) : null;
	}

	private int database() {
		return (this.properties.database() != null) ? this.properties.database() : 0;
	}

	private static List<Node> nodes(String property, List<String> nodes) {
		if (nodes.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property, nodes, "At least one node is required.");
		}
		return nodes.stream().map((node) -> node(property, node)).toList();
	}

	private static Node node(String property, String node) {
		int colon = node.lastIndexOf(':');
		try {
			if (colon > 0) {
				return new Node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
			}
		}
		catch (NumberFormatException ex) {
			// The same as no port at all
		}
		throw new InvalidConfigurationPropertyValueException(property, node, "Nodes must be 'host:port' pairs.");
	}

	/**
	 * Sentinels from properties.
	 *
	 * @param database the database index
	 * @param properties the properties
	 * @param getNodes the nodes
	 */
	private record PropertiesSentinel(int database, LockyProperties.Sentinel properties,
			List<Node> getNodes) implements Sentinel {

		@Override
		public int getDatabase() {
			return this.database;
		}

		@Override
		public String getMaster() {
			return String.valueOf(this.properties.master());
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
