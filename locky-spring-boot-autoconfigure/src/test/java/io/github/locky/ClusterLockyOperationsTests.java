package io.github.locky;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract on a cluster.
 */
@RedisTest
class ClusterLockyOperationsTests extends LockyOperationsContractTests {

	private static ClusterFixture fixture;

	ClusterLockyOperationsTests(RedisServer redis) {
		super(new ClusterTestStore(redis));
	}

	@BeforeAll
	static void startCluster() {
		fixture = new ClusterFixture();
	}

	@AfterAll
	static void stopCluster() {
		fixture.close();
	}

	/**
	 * Locks in a cluster, whose clock is that of the shared Redis.
	 */
	private static final class ClusterTestStore extends RedisTestStore {

		private ClusterTestStore(RedisServer redis) {
			super(redis);
		}

		@Override
		public LockyInstance start(LockyInstance.Options options) {
			fixture.flush();
			return fixture.start(RedisStoreSettings.defaults());
		}

		@Override
		RedisServer holding(String resource) {
			return fixture.holding(resource);
		}

	}

}
