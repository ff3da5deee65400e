package io.github.locky;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;

/**
 * Locks in a cluster that such tests share, and which is empty when a store is made. Its
 * clock is that of the shared Redis.
 */
public final class ClusterTestStore extends RedisTestStore {

	private final ClusterFixture cluster = Shared.CLUSTER;

	public ClusterTestStore(RedisServer redis) {
		super(redis);
		this.cluster.flush();
	}

	@Override
	public LockyInstance start(LockyInstance.Options options) {
		return this.cluster.start(RedisStoreSettings.defaults());
	}

	@Override
	RedisServer holding(String resource) {
		return this.cluster.holding(resource);
	}

	/**
	 * Ends with the virtual machine, as its servers do.
	 */
	private static final class Shared {

		private static final ClusterFixture CLUSTER = new ClusterFixture();

	}

}
