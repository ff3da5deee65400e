package io.github.locky.actuate;

import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.RedisTestStore;
import io.github.locky.actuate.LockyDescriptor.LockDescriptor;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockyEndpoint} with locks in Redis.
 */
@RedisTest
class RedisLockyEndpointTests extends LockyEndpointContractTests {

	private final RedisServer redis;

	RedisLockyEndpointTests(RedisServer redis) {
		super(new RedisTestStore(redis));
		this.redis = redis;
	}

	@Test
	void describesTheLockOfARival() {
		this.redis.command("SET", "lock:resource:article:1", "node");
		assertThat(endpoint().locks("article:1", null, null, null, null).getLocks())
			.containsExactly(new LockDescriptor("article:1", "node", null, null, null, null, false));
	}

	@Test
	void pagesThroughAllPartitions() {
		try (LockyInstance partitioned = LockyInstance.start(this.redis, new RedisStoreSettings("partitioned:", 4,
				RedisStoreSettings.DEFAULT_JOURNAL_LENGTH, null, null, null))) {
			List<String> all = IntStream.range(0, 50).mapToObj((i) -> "article:" + i).toList();
			partitioned.locky().lock(LockRequest.ofAll(all).locker("ada"));
			assertThat(readAll(endpoint(partitioned), null, 7)).containsExactlyInAnyOrderElementsOf(all);
		}
	}

}
