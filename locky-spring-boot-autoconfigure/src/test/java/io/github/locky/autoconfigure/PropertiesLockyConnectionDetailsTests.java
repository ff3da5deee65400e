package io.github.locky.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PropertiesLockyConnectionDetails}.
 */
class PropertiesLockyConnectionDetailsTests {

	private static final SslBundle BUNDLE = SslBundle.of(null);

	private final SslBundles sslBundles = new DefaultSslBundleRegistry("redis", BUNDLE);

	@Test
	void isLocalhostByDefault() {
		LockyConnectionDetails details = details("timeout=5s");
		assertThat(details.getStandalone()).isNotNull();
		assertThat(details.getStandalone().getHost()).isEqualTo("localhost");
		assertThat(details.getStandalone().getPort()).isEqualTo(6379);
		assertThat(details.getStandalone().getDatabase()).isZero();
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getSslBundle()).isNull();
	}

	@Test
	void readsSingleServer() {
		LockyConnectionDetails details = details("host=example.com", "port=6380", "database=3");
		assertThat(details.getStandalone()).isNotNull();
		assertThat(details.getStandalone().getHost()).isEqualTo("example.com");
		assertThat(details.getStandalone().getPort()).isEqualTo(6380);
		assertThat(details.getStandalone().getDatabase()).isEqualTo(3);
	}

	@Test
	void readsCredentials() {
		LockyConnectionDetails details = details("username=user", "password=secret");
		assertThat(details.getUsername()).isEqualTo("user");
		assertThat(details.getPassword()).isEqualTo("secret");
	}

	@Test
	void readsUrl() {
		LockyConnectionDetails details = details("url=redis://user:secret@example.com:6380/3");
		assertThat(details.getStandalone()).isNotNull();
		assertThat(details.getStandalone().getHost()).isEqualTo("example.com");
		assertThat(details.getStandalone().getPort()).isEqualTo(6380);
		assertThat(details.getStandalone().getDatabase()).isEqualTo(3);
		assertThat(details.getUsername()).isEqualTo("user");
		assertThat(details.getPassword()).isEqualTo("secret");
	}

	@Test
	void readsSentinels() {
		LockyConnectionDetails details = details("sentinel.master=main", "sentinel.nodes=one:26379,two:26380",
				"sentinel.username=watcher", "sentinel.password=secret", "database=3");
		assertThat(details.getStandalone()).isNull();
		assertThat(details.getSentinel()).isNotNull();
		assertThat(details.getSentinel().getMaster()).isEqualTo("main");
		assertThat(details.getSentinel().getNodes()).containsExactly(new Node("one", 26379), new Node("two", 26380));
		assertThat(details.getSentinel().getUsername()).isEqualTo("watcher");
		assertThat(details.getSentinel().getPassword()).isEqualTo("secret");
		assertThat(details.getSentinel().getDatabase()).isEqualTo(3);
	}

	@Test
	void readsCluster() {
		LockyConnectionDetails details = details("cluster.nodes=one:7000,[::1]:7001");
		assertThat(details.getStandalone()).isNull();
		assertThat(details.getCluster()).isNotNull();
		assertThat(details.getCluster().getNodes()).containsExactly(new Node("one", 7000), new Node("[::1]", 7001));
	}

	@Test
	void readsStaticMasterWithReplicas() {
		LockyConnectionDetails details = details("masterreplica.nodes=one:6379,two:6380");
		assertThat(details.getStandalone()).isNull();
		assertThat(details.getMasterReplica()).isNotNull();
		assertThat(details.getMasterReplica().getNodes()).containsExactly(new Node("one", 6379), new Node("two", 6380));
	}

	@Test
	void bundleAloneEncrypts() {
		assertThat(details("ssl.bundle=redis").getSslBundle()).isSameAs(BUNDLE);
	}

	@Test
	void encryptsWithoutBundle() {
		assertThat(details("ssl.enabled=true").getSslBundle()).isNotNull();
	}

	@Test
	void encryptsForUrl() {
		assertThat(details("url=rediss://example.com").getSslBundle()).isNotNull();
	}

	@Test
	void encryptsForUrlWithBundle() {
		assertThat(details("url=rediss://example.com", "ssl.bundle=redis").getSslBundle()).isSameAs(BUNDLE);
	}

	@Test
	void doesNotEncryptWhenDisabled() {
		assertThat(details("ssl.enabled=false", "ssl.bundle=redis").getSslBundle()).isNull();
	}

	@Test
	void refusesUnknownBundle() {
		assertThatExceptionOfType(NoSuchSslBundleException.class).isThrownBy(() -> details("ssl.bundle=other"));
	}

	@Test
	void refusesBundleWhenThereAreNone() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new PropertiesLockyConnectionDetails(bind("ssl.bundle=redis"), null))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("locky.redis.ssl.bundle"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "host=localhost", "port=6379", "username=user", "password=secret", "database=1" })
	void refusesUrlBeside(String other) {
		assertThatExceptionOfType(MutuallyExclusiveConfigurationPropertiesException.class)
			.isThrownBy(() -> details("url=redis://localhost", other))
			.satisfies((ex) -> assertThat(ex.getConfiguredNames()).containsExactly("locky.redis.url",
					"locky.redis." + other.substring(0, other.indexOf('='))));
	}

	@Test
	void acceptsUrlBesideEmptyPassword() {
		assertThat(details("url=redis://:secret@localhost", "password=").getPassword()).isEqualTo("secret");
	}

	@ParameterizedTest
	@CsvSource({ "url=redis://localhost, cluster.nodes=localhost:7000", "host=localhost, sentinel.master=main",
			"sentinel.master=main, cluster.nodes=localhost:7000",
			"cluster.nodes=localhost:7000, masterreplica.nodes=localhost:6379" })
	void refusesSeveralWaysToRedis(String one, String other) {
		assertThatExceptionOfType(LockyConfigurationException.class).isThrownBy(() -> details(one, other))
			.withMessageContaining("locky.redis." + one.substring(0, one.indexOf('=')).replaceAll("\\..*", ""))
			.withMessageContaining("locky.redis." + other.substring(0, other.indexOf('.')));
	}

	@ParameterizedTest
	@CsvSource({ "port=0, port", "port=65536, port", "database=-1, database",
			"sentinel.nodes=one:26379, sentinel.master" })
	void refusesInvalidValue(String property, String name) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> details(property))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("locky.redis." + name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cluster.nodes=localhost:7000", "masterreplica.nodes=localhost:6379" })
	void refusesDatabaseWhereThereIsNone(String property) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> details(property, "database=1"))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("locky.redis.database"));
	}

	@Test
	void acceptsDatabaseZeroWithCluster() {
		assertThat(details("cluster.nodes=localhost:7000", "database=0").getCluster()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", ":7000", "localhost:", "localhost:port" })
	void refusesNodesThatAreNoPairs(String node) {
		LockyConnectionDetails details = details("cluster.nodes=" + node);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> details.getCluster().getNodes())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("locky.redis.cluster.nodes"));
	}

	@Test
	void refusesClusterWithoutNodes() {
		LockyConnectionDetails details = details("cluster.max-redirects=3");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> details.getCluster().getNodes())
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("locky.redis.cluster.nodes"));
	}

	private LockyConnectionDetails details(String... properties) {
		return new PropertiesLockyConnectionDetails(bind(properties), this.sslBundles);
	}

	private LockyProperties.Redis bind(String... properties) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String property : properties) {
			int equals = property.indexOf('=');
			values.put("locky.redis." + property.substring(0, equals), property.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(values)).bind("locky.redis", LockyProperties.Redis.class)
			.get();
	}

}
