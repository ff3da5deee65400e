package io.github.locky;

import java.time.Duration;
import java.util.stream.IntStream;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leases of locks in Redis, and of what rivals do to those.
 */
@RedisTest
class RedisLeaseTests extends LeaseContractTests {

	private static final String KEY = "lock:resource:article:1";

	private final RedisServer redis;

	RedisLeaseTests(RedisServer redis) {
		super(new RedisTestStore(redis));
		this.redis = redis;
	}

	@Test
	void releaseTellsThatARivalHasDeletedTheLock() {
		Lease lease = instance().locky().acquire(request());
		this.redis.command("DEL", KEY);
		assertThat(lease.release()).isFalse();
	}

	@Test
	void deletionByARivalIsNoticedAfterAWhile() {
		Lease lease = instance().locky().acquire(request().ttl(Duration.ofMinutes(10)).keepAlive());
		this.redis.command("DEL", KEY);
		awaitLost(lease);
	}

	@Test
	void rivalsLockIsNotPickedUp() {
		this.redis.command("SET", KEY, "ada");
		assertThat(instance().locky().resume("article:1", "ada")).isEmpty();
	}

	@Test
	void leaseIsRenewedByOneLoopHoweverOftenItIsTouched() {
		try (LockyInstance quiet = LockyInstance.start(this.redis, LockyInstance.Options.DEFAULT.withoutEvents())) {
			Lease lease = quiet.locky().acquire(request().ttl(Duration.ofMillis(900)).keepAlive());
			String mail = "locky:0:lock:resource:to:" + quiet.engine().getStore().instance();
			IntStream.range(0, 300).parallel().forEach((i) -> {
				quiet.locky()
					.execute(LockRequest.of("other:" + i).ttl(Duration.ofMillis(900)).keepAlive(), Lease::locker);
				lease.refresh();
				this.redis.command("PUBLISH", mail, "X somebody.1 article:1");
				quiet.locky().acquire(request().reentrant().keepAlive()).release();
			});
			instance().close();
			other().close();
			long before = scripts();
			Awaitility.await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(lease::isValid);
			// Ten or so renewals; the sweeper looks a few times a second
			assertThat(scripts() - before).isBetween(8L, 40L);
		}
	}

	private long scripts() {
		String calls = this.redis.info("cmdstat_evalsha").split(",")[0];
		return Long.parseLong(calls.substring("calls=".length()));
	}

}
