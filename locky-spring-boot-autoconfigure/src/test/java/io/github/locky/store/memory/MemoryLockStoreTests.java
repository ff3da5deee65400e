package io.github.locky.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.ReleaseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryLockStore}, of what depends on how much time passes.
 */
class MemoryLockStoreTests {

	private static final String RESOURCE = "article:12";

	private static final int PARTITION = 0;

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration HOLD = Duration.ofMinutes(10);

	// Turns last for as long as the machine takes, as no time passes by itself
	private final MovableClock clock = new MovableClock(InstantSource.fixed(Instant.now()));

	private final MemoryDatabase database = new MemoryDatabase(this.clock);

	private final LockStore one = store();

	private final LockStore two = store();

	private final LockStore three = store();

	private LockStore store() {
		return new MemoryLockStore(this.database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH);
	}

	// Which is what lets it seem to overtake those who came before its last caller
	@Test
	void handOverLeavesTheInstanceWhereItStandsForTheCallersThatAreLeft() {
		LockCommand first = attempt(this.one, "one/0", false);
		this.one.lock(PARTITION, first);
		assertRefused(this.two, "two/0");
		LockCommand second = attempt(this.one, "one/1", true);
		assertThat(this.one.lock(PARTITION, second)).isInstanceOf(LockResult.Refused.class);
		assertRefused(this.three, "three/0");
		LockResult.Granted handedOver = this.one
			.handOver(PARTITION, new HandOverCommand(first.targets().get(0), second, 0, 0))
			.granted();
		assertThat(handedOver).isNotNull();
		unlock(this.one, second.acquisition());
		assertRefused(this.one, "one/2");
		assertRefused(this.three, "three/0");
		unlock(this.two, assertGranted(this.two, "two/0"));
		assertRefused(this.three, "three/0");
		unlock(this.one, assertGranted(this.one, "one/2"));
		assertGranted(this.three, "three/0");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, -1 })
	void turnIsOverWhenTheClockSteps(int hours) {
		assertGranted(this.one, "one/0");
		assertRefused(this.two, "two/0");
		this.one.unlock(PARTITION, RESOURCE);
		assertRefused(this.three, "three/0");
		this.clock.step(Duration.ofHours(hours));
		unlock(this.three, assertGranted(this.three, "three/0"));
		assertGranted(this.one, "one/1");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, -1 })
	void turnIsPassedOnWhenTheClockSteps(int hours) {
		assertGranted(this.one, "one/0");
		assertRefused(this.two, "two/0");
		assertRefused(this.three, "three/0");
		this.one.unlock(PARTITION, RESOURCE);
		this.clock.step(Duration.ofHours(hours));
		this.one.expire(PARTITION, List.of(RESOURCE));
		assertRefused(this.two, "two/0");
		assertGranted(this.three, "three/0");
	}

	@Test
	void rowOfHandOversThatBeganInTheFutureBeginsNow() {
		LockCommand first = attempt(this.one, "one/0", false);
		this.one.lock(PARTITION, first);
		assertRefused(this.two, "two/0");
		this.clock.step(HOUR.negated());
		LockCommand second = attempt(this.one, "one/1", true);
		long began = this.one.handOver(PARTITION, new HandOverCommand(first.targets().get(0), second, 0, 0)).rowBegan();
		assertThat(began).isEqualTo(this.clock.millis());
		this.clock.advance(Duration.ofMillis(5));
		LockCommand third = attempt(this.one, "one/2", true);
		assertThat(this.one.handOver(PARTITION, new HandOverCommand(second.targets().get(0), third, 1, began)))
			.isEqualTo(HandOverResult.UNLOCKED);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 10, 60 })
	void holdIsNeverLongerThanAskedForWhenTheClockStepsBack(long ttl) {
		LockCommand before = lockFor(ttl);
		this.clock.step(HOUR.negated());
		assertThat(release(before)).isEqualTo(HOLD);
		this.one.unlock(PARTITION, RESOURCE);
		// The ids of the journal are still those of an hour later
		LockCommand after = lockFor(ttl);
		this.clock.advance(Duration.ofMinutes(4));
		Duration left = (ttl != 0) ? HOLD.minusMinutes(4) : HOLD;
		assertThat(release(after)).isEqualTo(left);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(release(after)).isEqualTo(left.minusMinutes(1));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 10, 60 })
	void holdCountsFromTheBeginning(long ttl) {
		LockCommand call = lockFor(ttl);
		this.clock.advance(Duration.ofMinutes(4));
		this.one.refresh(PARTITION, List.of(new RefreshCommand(call.targets().get(0), null)));
		assertThat(release(call)).isEqualTo(HOLD.minusMinutes(4));
	}

	private LockCommand lockFor(long minutes) {
		LockCommand call = new LockCommand(this.one.instance().nextAcquisition(true), LockRequest.of(RESOURCE, "ada"),
				List.of(RESOURCE), (minutes != 0) ? Duration.ofMinutes(minutes) : null, null);
		assertThat(this.one.lock(PARTITION, call)).isInstanceOf(LockResult.Granted.class);
		return call;
	}

	private Duration release(LockCommand call) {
		HeldLock held = this.one.read(PARTITION, List.of(RESOURCE)).get(0);
		LockTarget target = new LockTarget(RESOURCE, Ownership.byToken(held.fencingToken(), call.acquisition()), HOLD);
		ReleaseResult result = this.one.unlock(PARTITION, List.of(target)).get(0);
		assertThat(this.one.read(PARTITION, List.of(RESOURCE)).get(0).remaining()).isEqualTo(result.stays());
		return result.stays();
	}

	private static LockCommand attempt(LockStore store, String locker, boolean more) {
		return new LockCommand(store.instance().nextAcquisition(false), LockRequest.of(RESOURCE, locker),
				List.of(RESOURCE), null, new LockCommand.Waiting(more, false));
	}

	private static void assertRefused(LockStore store, String locker) {
		assertThat(store.lock(PARTITION, attempt(store, locker, false))).isInstanceOf(LockResult.Refused.class);
	}

	private static String assertGranted(LockStore store, String locker) {
		LockCommand attempt = attempt(store, locker, false);
		assertThat(store.lock(PARTITION, attempt)).isInstanceOf(LockResult.Granted.class);
		return attempt.acquisition();
	}

	private void unlock(LockStore store, String acquisition) {
		LockTarget target = new LockTarget(RESOURCE, Ownership.byAcquisition(acquisition));
		assertThat(store.unlock(PARTITION, List.of(target))).singleElement().matches((result) -> result.released());
	}

}
