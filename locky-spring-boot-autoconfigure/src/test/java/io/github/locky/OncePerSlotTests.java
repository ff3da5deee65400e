package io.github.locky;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;
import io.github.locky.store.memory.MovableClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same schedule in several instances, whose clocks differ, and whose schedulers are
 * late, by nearly as much as the work is held: it is done once for each slot.
 */
class OncePerSlotTests {

	private static final int SLOTS = 1000;

	private static final Duration PERIOD = Duration.ofHours(3);

	private static final Duration HOLD = Duration.ofHours(1);

	// Real time passes, too, in which nothing is to change
	private static final int LATE_BY_AT_MOST = (int) HOLD.minusMinutes(5).toMillis();

	private static final int LONGEST_RUN = (int) HOLD.plusMinutes(30).toMillis();

	private final MovableClock clock = new MovableClock();

	private final MemoryDatabase database = new MemoryDatabase(this.clock);

	private final long begin = this.clock.millis();

	private final Map<Integer, Lease> running = new HashMap<>();

	@ParameterizedTest
	@ValueSource(ints = { 2, 8 })
	void workIsDoneOnceForEachSlot(int instances) {
		List<LockEngine> engines = IntStream.range(0, instances).mapToObj((i) -> engine()).toList();
		List<LockyOperations> all = engines.stream().<LockyOperations>map(LockyTemplate::new).toList();
		try {
			Random random = new Random(instances);
			int[] offsets = random.ints(instances, 0, LATE_BY_AT_MOST / 2).toArray();
			for (int slot = 1; slot <= SLOTS; slot++) {
				assertThat(runs(slot, all, offsets, random)).as("runs in slot " + slot).isEqualTo(1);
			}
		}
		finally {
			engines.forEach(LockEngine::destroy);
		}
	}

	// Not started, as nothing needs to be heard
	private LockEngine engine() {
		return new LockEngine(new MemoryLockStore(this.database, MemoryLockStore.DEFAULT_JOURNAL_LENGTH),
				EngineSettings.defaults(), null);
	}

	private int runs(int slot, List<LockyOperations> instances, int[] offsets, Random random) {
		List<Stroke> strokes = new ArrayList<>();
		for (int i = 0; i < instances.size(); i++) {
			strokes.add(new Stroke(i, offsets[i] + random.nextInt(LATE_BY_AT_MOST / 2)));
		}
		strokes.sort(Comparator.comparing(Stroke::millis));
		long start = this.begin + slot * PERIOD.toMillis();
		long end = 0;
		int runs = 0;
		for (Stroke stroke : strokes) {
			end = endIfOver(start + stroke.millis(), end);
			passUntil(start + stroke.millis());
			Optional<Lease> lease = instances.get(stroke.instance())
				.tryAcquire(LockRequest.of("job").ttl(Duration.ofHours(2)).holdAtLeast(HOLD));
			if (lease.isPresent()) {
				runs++;
				this.running.put(slot, lease.get());
				end = start + stroke.millis() + ((random.nextBoolean()) ? 0 : random.nextInt(LONGEST_RUN));
			}
		}
		endIfOver(Long.MAX_VALUE, end);
		return runs;
	}

	private long endIfOver(long now, long end) {
		if (end != 0 && end <= now) {
			passUntil(end);
			this.running.values().forEach(Lease::close);
			this.running.clear();
			return 0;
		}
		return end;
	}

	private void passUntil(long millis) {
		this.clock.advance(Duration.ofMillis(Math.max(0, millis - this.clock.millis())));
	}

	/**
	 * When the clock strikes in an instance.
	 *
	 * @param instance the instance
	 * @param millis how long after the slot has begun
	 */
	private record Stroke(int instance, int millis) {
	}

}
