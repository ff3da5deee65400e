package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.benchmarks.subject.RawScriptsSubject;
import io.github.locky.benchmarks.subject.Subject;

import org.springframework.util.Assert;

/**
 * What Redis has to do when ever more instances listen.
 */
final class FleetReport implements Report {

	private static final int LARGEST = 48;

	private static final List<Integer> SIZES = List.of(1, 4, 16, LARGEST);

	private static final Duration SETTLE = Duration.ofMillis(500);

	private final RedisServer redis;

	private final Duration busy;

	private final Duration idle;

	private final List<Cost> costs = new ArrayList<>();

	FleetReport(RedisServer redis, Effort effort) {
		this.redis = redis;
		this.busy = effort.of(Duration.ofSeconds(5), Duration.ofSeconds(1));
		this.idle = effort.of(Duration.ofSeconds(15), Duration.ofSeconds(3));
	}

	@Override
	public String write() {
		double alone = idle();
		// So that the JVM has compiled what comes
		floor(1, alone);
		List<Double> floors = SIZES.stream().map((size) -> floor(size, alone)).toList();
		try (Fleet fleet = new Fleet(this.redis.port())) {
			cost(fleet, 1, 0, alone);
			for (int i = 0; i < SIZES.size(); i++) {
				this.costs.add(cost(fleet, SIZES.get(i), floors.get(i), alone));
			}
		}
		StringBuilder table = new StringBuilder("| Redis's processor, µs | two scripts that publish, a pair ")
			.append("| Locky, a pair | ratio | a lock that expires | a second of an idle instance |\n")
			.append("|---|---|---|---|---|---|\n");
		for (Cost cost : this.costs) {
			table.append("| %d instance%s | %.0f | %.0f | %.2f | %.0f | %.0f |%n".formatted(cost.size(),
					(cost.size() > 1) ? "s" : "", cost.floor(), cost.pair(), cost.pair() / cost.floor(), cost.expiry(),
					cost.idle()));
		}
		return table.toString();
	}

	private double floor(int size, double alone) {
		try (RawScriptsSubject scripts = new RawScriptsSubject(this.redis.port(), size)) {
			return micros(alone, () -> {
				long before = scripts.heard();
				Subject.Held held = scripts.tryLock("article:12");
				Assert.state(held != null, "Nobody else wants this lock");
				held.release();
				Fleet.await(scripts::heard, before + 2L * size);
			});
		}
	}

	private Cost cost(Fleet fleet, int size, double floor, double alone) {
		fleet.growTo(size);
		fleet.pair();
		double resting = idle();
		return new Cost(size, floor, micros(resting, fleet::pair), micros(resting, fleet::expiry),
				(resting - alone) / size);
	}

	/**
	 * Do something one time after the other.
	 * @param resting what Redis takes for a second in which nothing is done
	 * @param action what to do
	 * @return what Redis takes for each time beyond that
	 */
	private double micros(double resting, Runnable action) {
		repeat(action, SETTLE);
		RedisServer.Usage before = this.redis.usage();
		int times = repeat(action, this.busy);
		RedisServer.Usage used = this.redis.usage().since(before);
		return (used.micros() - resting * used.seconds()) / times;
	}

	private static int repeat(Runnable action, Duration duration) {
		int times = 0;
		for (long start = System.nanoTime(); System.nanoTime() - start < duration.toNanos(); times++) {
			action.run();
		}
		return times;
	}

	private double idle() {
		pause(SETTLE);
		RedisServer.Usage before = this.redis.usage();
		pause(this.idle);
		RedisServer.Usage used = this.redis.usage().since(before);
		return used.micros() / used.seconds();
	}

	private static void pause(Duration duration) {
		long start = System.nanoTime();
		for (long left = duration.toNanos(); left > 0; left = start + duration.toNanos() - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	@Override
	public Chart chart() {
		Chart chart = new Chart("Redis's processor for a pair, two scripts that publish to %d = 1".formatted(LARGEST),
				List.of("two scripts that publish", "Locky"));
		double unit = this.costs.get(this.costs.size() - 1).floor();
		this.costs.forEach((cost) -> chart.row(cost.size() + ((cost.size() > 1) ? " instances" : " instance"),
				List.of(cost.floor() / unit, cost.pair() / unit)));
		return chart;
	}

	/**
	 * Microseconds of Redis's processor.
	 *
	 * @param size how many instances listen
	 * @param floor for a pair of two scripts that publish
	 * @param pair for a pair of Locky's
	 * @param expiry for a lock that expires
	 * @param idle for a second of an instance in which nothing happens
	 */
	private record Cost(int size, double floor, double pair, double expiry, double idle) {
	}

}
