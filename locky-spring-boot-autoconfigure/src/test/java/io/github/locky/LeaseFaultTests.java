package io.github.locky;

import java.time.Duration;

import io.github.locky.event.LeaseLostEvent;
import io.github.locky.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Leases of a Redis that fails.
 */
@Timeout(60)
class LeaseFaultTests {

	private static final Duration SHORT = Duration.ofSeconds(12);

	private static final Duration MORE_THAN_A_THIRD = Duration.ofMillis(4500);

	private RedisServer server;

	private LockyInstance instance;

	private LockyOperations locky;

	@BeforeEach
	void start() {
		this.server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
		this.instance = LockyInstance.start(this.server);
		this.locky = this.instance.locky();
	}

	@AfterEach
	void stop() {
		if (!this.server.isRunning()) {
			this.server.restart();
		}
		this.server.resume();
		this.instance.close();
		this.server.close();
	}

	@Test
	void silentRedisCannotHideThatTheDeadlineHasPassed() {
		Lease lease = this.locky.acquire(request(Duration.ofMillis(900)).keepAlive());
		this.server.pause();
		Awaitility.await().until(() -> !lease.isValid());
		Awaitility.await().until(() -> this.instance.heard().contains("lost article:1 by ada"));
		assertThat(lease.remaining()).isEqualTo(Duration.ZERO);
		this.server.resume();
		Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:1")).isNull());
		assertThat(this.instance.events(LeaseLostEvent.class)).hasSize(1);
	}

	@Test
	void silenceShorterThanTheTimeToLiveCostsNoLease() {
		Lease lease = this.locky.acquire(request(SHORT).keepAlive());
		this.server.pause();
		Awaitility.await().pollDelay(MORE_THAN_A_THIRD).until(lease::isValid);
		this.server.resume();
		assertRenewed(lease);
	}

	@Test
	void readOnlyWindowShorterThanTheTimeToLiveCostsNoLease() {
		Lease lease = this.locky.acquire(request(SHORT).keepAlive());
		this.server.command("REPLICAOF", "127.0.0.1", "1");
		Awaitility.await().pollDelay(MORE_THAN_A_THIRD).until(lease::isValid);
		this.server.command("REPLICAOF", "NO", "ONE");
		assertRenewed(lease);
	}

	@Test
	void restartShorterThanTheTimeToLiveCostsNoLease() {
		Lease lease = this.locky.acquire(request(SHORT).keepAlive());
		this.server.kill();
		this.server.restart();
		assertRenewed(lease);
	}

	@Test
	void lossOfAllDataIsNoticed() {
		Lease lease = this.locky.acquire(request(Duration.ofMinutes(10)).keepAlive());
		this.server.command("FLUSHALL");
		assertThat(lease.refresh()).isFalse();
		assertThat(lease.isValid()).isFalse();
	}

	@Test
	void failedReleaseStopsTheRenewalAndIsTriedAgain() {
		Lease lease = this.locky.acquire(request(Duration.ofMinutes(10)).keepAlive());
		this.server.command("REPLICAOF", "127.0.0.1", "1");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(lease::release);
		assertThat(lease.isValid()).isFalse();
		assertThat(this.server.command("GET", "lock:resource:article:1")).isEqualTo("ada");
		this.server.command("REPLICAOF", "NO", "ONE");
		Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:1")).isNull());
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
	}

	@Test
	void failedReleaseDoesNotHideTheResult() {
		String result = this.locky.execute(request(Duration.ofMinutes(10)), (lease) -> {
			this.server.command("REPLICAOF", "127.0.0.1", "1");
			return "done";
		});
		assertThat(result).isEqualTo("done");
		this.server.command("REPLICAOF", "NO", "ONE");
		Awaitility.await().untilAsserted(() -> assertThat(this.locky.getLocker("article:1")).isNull());
	}

	@Test
	void failedReleaseDoesNotHideTheExceptionOfTheAction() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.locky.executeWithoutResult(request(Duration.ofMinutes(10)), (lease) -> {
				this.server.command("REPLICAOF", "127.0.0.1", "1");
				throw new IllegalStateException("failed");
			}))
			.withMessage("failed")
			.satisfies(
					(ex) -> assertThat(ex.getSuppressed()).hasSize(1).hasOnlyElementsOfType(DataAccessException.class));
	}

	@Test
	void failedRefreshSaysNothingAboutTheLease() {
		Lease lease = this.locky.acquire(request(Duration.ofMinutes(10)));
		this.server.command("REPLICAOF", "127.0.0.1", "1");
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(lease::refresh);
		assertThat(lease.isValid()).isTrue();
		this.server.command("REPLICAOF", "NO", "ONE");
		assertThat(lease.refresh()).isTrue();
		assertThat(lease.release()).isTrue();
	}

	private static LockRequest request(Duration ttl) {
		return LockRequest.of("article:1", "ada").ttl(ttl);
	}

	// Only a renewal lets what remains grow
	private void assertRenewed(Lease lease) {
		Duration remaining = lease.remaining();
		Awaitility.await().until(() -> lease.remaining().compareTo(remaining) > 0);
		assertThat(lease.isValid()).isTrue();
		assertThat(this.locky.find("article:1")).get()
			.extracting(HeldLock::fencingToken)
			.isEqualTo(lease.fencingToken());
		assertThat(this.instance.events(LeaseLostEvent.class)).isEmpty();
		assertThat(lease.release()).isTrue();
	}

}
