package io.github.locky.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.TestStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Integration elects leaders by the locks of Locky.
 */
@Timeout(60)
abstract class LeaderContractTests {

	private static final String ROLE = "publisher";

	private final TestStore store;

	private final List<Instance> instances = new ArrayList<>();

	LeaderContractTests(TestStore store) {
		this.store = store;
	}

	@AfterEach
	void stop() {
		this.instances.forEach(Instance::close);
	}

	@Test
	void oneLeadsAndTheNextFollowsAtOnceWhenItStops() {
		Instance one = start();
		Awaitility.await().until(one::isLeader);
		Instance two = start();
		assertThat(one.locky.locky().getLocker(ROLE)).isNotNull();
		Awaitility.await().until(() -> two.locky.waiting().getWaiters().getCount() == 1);
		assertThat(two.isLeader()).isFalse();
		one.initiator.stop();
		Awaitility.await().until(two::isLeader);
		Awaitility.await().untilAsserted(() -> assertThat(one.told).containsExactly("granted", "revoked"));
		assertThat(two.told).containsExactly("granted");
		assertThat(one.isLeader()).isFalse();
	}

	@Test
	void leaderThatYieldsIsFollowed() {
		Instance one = start();
		Awaitility.await().until(one::isLeader);
		Instance two = start();
		Awaitility.await().until(() -> two.locky.waiting().getWaiters().getCount() == 1);
		one.initiator.getContext().yield();
		Awaitility.await().until(two::isLeader);
		assertThat(one.told).startsWith("granted", "revoked");
	}

	@Test
	void leaderThatIsDeposedKnowsIt() {
		Instance one = start();
		Awaitility.await().until(one::isLeader);
		one.locky.locky().lock(LockRequest.of(ROLE, "operator").force());
		Awaitility.await().untilAsserted(() -> assertThat(one.told).containsExactly("granted", "revoked"));
		assertThat(one.isLeader()).isFalse();
		one.locky.locky().unlock(ROLE, "operator");
		Awaitility.await().until(one::isLeader);
		one.initiator.stop();
		Awaitility.await().until(() -> one.locky.locky().getLocker(ROLE) == null);
	}

	@Test
	void leaderThatDiedIsFollowedWhenItsTimeIsOver() {
		Instance one = start();
		Awaitility.await().until(one::isLeader);
		one.locky.locky().lock(LockRequest.of(ROLE, "dead").force().ttl(Duration.ofMillis(300)));
		Instance two = start();
		Awaitility.await().until(() -> one.told.contains("revoked"));
		Awaitility.await().until(() -> one.isLeader() || two.isLeader());
	}

	@Test
	void leaderGoesOnLeading() {
		Instance one = start();
		Awaitility.await().until(one::isLeader);
		Instance two = start();
		Awaitility.await().until(() -> two.locky.waiting().getWaiters().getCount() == 1);
		long token = one.locky.locky().find(ROLE).orElseThrow().fencingToken();
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.until(() -> one.isLeader() && one.locky.locky().find(ROLE).orElseThrow().fencingToken() == token);
		assertThat(two.told).isEmpty();
	}

	private Instance start() {
		Instance instance = new Instance(this.store.start());
		this.instances.add(instance);
		return instance;
	}

	/**
	 * An instance that wants to lead.
	 */
	private static final class Instance implements AutoCloseable {

		private final LockyInstance locky;

		private final LockRegistryLeaderInitiator initiator;

		private final List<String> told = new CopyOnWriteArrayList<>();

		private Instance(LockyInstance locky) {
			this.locky = locky;
			this.initiator = new LockRegistryLeaderInitiator(new LockyLockRegistry(locky.locky()),
					new DefaultCandidate("me", ROLE));
			this.initiator.setHeartBeatMillis(50);
			this.initiator.setBusyWaitMillis(50);
			this.initiator.setApplicationEventPublisher(this::hear);
			this.initiator.start();
		}

		private void hear(Object event) {
			if (event instanceof OnGrantedEvent) {
				this.told.add("granted");
			}
			if (event instanceof OnRevokedEvent) {
				this.told.add("revoked");
			}
		}

		private boolean isLeader() {
			return this.initiator.getContext().isLeader();
		}

		@Override
		public void close() {
			this.initiator.stop();
			this.locky.close();
		}

	}

}
