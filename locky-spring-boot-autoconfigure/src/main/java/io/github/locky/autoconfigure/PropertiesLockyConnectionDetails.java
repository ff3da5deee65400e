package io.github.locky.autoconfigure;

import java.util.List;

import io.github.locky.autoconfigure.LockyProperties.Redis;
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

	private final Redis properties;

	private final LockyRedisUrl url;

	private final @Nullable SslBundle sslBundle;

	PropertiesLockyConnectionDetails(Redis properties, @Nullable SslBundles sslBundles) {
		LockyRedisPropertiesValidator.validate(properties);
		this.properties = properties;
		this.url = (properties.url() != null) ? LockyRedisUrl.parse(properties.url()) : url(properties);
		this.sslBundle = sslBundle(properties.ssl(), this.url.encrypted(), sslBundles);
	}

	private static LockyRedisUrl url(Redis properties) {
		String host = properties.host();
		return new LockyRedisUrl(false, (StringUtils.hasText(host)) ? host : DEFAULT_HOST,
				(properties.port() != null) ? properties.port() : DEFAULT_PORT,
				(properties.database() != null) ? properties.database() : 0, properties.username(),
				properties.password());
	}

	private static @Nullable SslBundle sslBundle(LockyProperties.Ssl ssl, boolean encryptedByUrl,
			@Nullable SslBundles sslBundles) {
		String bundle = ssl.bundle();
		boolean encrypted = (ssl.enabled() != null) ? ssl.enabled() : StringUtils.hasText(bundle);
		if (!encrypted && !encryptedByUrl) {
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
		return this.url.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.url.password();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public @Nullable Standalone getStandalone() {
		boolean single = this.properties.sentinel() == null && this.properties.cluster() == null
				&& this.properties.masterreplica() == null;
		return (single) ? Standalone.of(this.url.host(), this.url.port(), this.url.database()) : null;
	}

	@Override
	public @Nullable Sentinel getSentinel() {
		LockyProperties.Sentinel sentinel = this.properties.sentinel();
		return (sentinel != null)
				? new PropertiesSentinel(this.url.database(), String.valueOf(sentinel.master()),
						nodes("locky.redis.sentinel.nodes", sentinel.nodes()), sentinel.username(), sentinel.password())
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

	private static List<Node> nodes(String property, List<String> nodes) {
		if (nodes.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property, nodes, "At least one node is required.");
		}
		return nodes.stream().map((node) -> node(property, node)).toList();
	}

	private static Node node(String property, String node) {
		if (!node.matches(".+:\\d{1,5}")) {
			throw new InvalidConfigurationPropertyValueException(property, node, "Nodes must be 'host:port' pairs.");
		}
		int colon = node.lastIndexOf(':');
		return new Node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
	}

	/**
	 * Sentinels from properties. The components are named as the methods they implement.
	 *
	 * @param getDatabase the database index
	 * @param getMaster the name of the primary
	 * @param getNodes the sentinels
	 * @param getUsername the username to log in to the sentinels with
	 * @param getPassword the password to log in to the sentinels with
	 */
	private record PropertiesSentinel(int getDatabase, String getMaster, List<Node> getNodes,
			@Nullable String getUsername, @Nullable String getPassword) implements Sentinel {

	}

}
