package io.github.locky;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract on a cluster.
 */
class ClusterLockyOperationsTests extends LockyOperationsContractTests {

	private static ClusterFixture fixture;

	@BeforeAll
	static void startCluster() {
		fixture = new ClusterFixture();
	}

	@AfterAll
	static void stopCluster() {
		fixture.close();
	}

	@Override
	LockyInstance startInstance(RedisServer server) {
		fixture.flush();
		return fixture.start(RedisStoreSettings.defaults());
	}

	@Override
	RedisServer holding(RedisServer server, String resource) {
		return fixture.holding(resource);
	}

}
