package io.github.locky.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Many who want the same lock.
 */
final class HerdReport implements Report {

	private static final List<SubjectKind> SUBJECTS = List.of(SubjectKind.LOCKY, SubjectKind.LOCKY_LISTENING,
			SubjectKind.REDISSON, SubjectKind.REDISSON_FAIR, SubjectKind.INTEGRATION_SPIN,
			SubjectKind.INTEGRATION_PUB_SUB);

	private static final Random RANDOM = new Random(20);

	private final RedisServer redis;

	private final List<Herd> herds;

	private final int rounds;

	private final int queues;

	private final Duration atLeast;

	private final Map<Herd, Map<SubjectKind, List<HerdResult>>> results = new LinkedHashMap<>();

	private HerdReport(RedisServer redis, Effort effort, List<Herd> herds) {
		this.redis = redis;
		this.herds = herds;
		this.rounds = effort.of(3, 1);
		this.queues = effort.of(6, 2);
		this.atLeast = effort.of(Duration.ofSeconds(2), Duration.ofSeconds(1));
	}

	/**
	 * Threads of one instance, each of which gives the lock back at once.
	 * @param redis the Redis
	 * @param effort how long to measure
	 * @return the report
	 */
	static HerdReport ofThreads(RedisServer redis, Effort effort) {
		return new HerdReport(redis, effort, List.of(new Herd(1, 8, Duration.ZERO), new Herd(1, 64, Duration.ZERO)));
	}

	/**
	 * Several instances that each do something under the lock.
	 * @param redis the Redis
	 * @param effort how long to measure
	 * @return the report
	 */
	static HerdReport ofInstances(RedisServer redis, Effort effort) {
		return new HerdReport(redis, effort,
				List.of(new Herd(2, 2, Duration.ofMillis(5)), new Herd(2, 2, Duration.ofMillis(50)),
						new Herd(16, 2, Duration.ofMillis(5)), new Herd(16, 2, Duration.ofMillis(50))));
	}

	@Override
	public String write() {
		StringBuilder report = new StringBuilder();
		for (Herd herd : this.herds) {
			this.results.put(herd, measure(herd));
			report.append(table(herd));
		}
		return report.toString();
	}

	private Map<SubjectKind, List<HerdResult>> measure(Herd herd) {
		// So long that each would have several turns if they took turns
		Duration queue = herd.hold().multipliedBy(herd.size());
		Duration duration = longer(queue.multipliedBy(this.queues));
		Map<SubjectKind, List<HerdResult>> measured = new EnumMap<>(SubjectKind.class);
		for (int i = 0; i < this.rounds; i++) {
			List<SubjectKind> shuffled = new ArrayList<>(SUBJECTS);
			Collections.shuffle(shuffled, RANDOM);
			for (SubjectKind subject : shuffled) {
				measured.computeIfAbsent(subject, (key) -> new ArrayList<>())
					.add(herd.run(subject, this.redis, longer(queue), duration));
			}
		}
		return measured;
	}

	private Duration longer(Duration duration) {
		return (duration.compareTo(this.atLeast) > 0) ? duration : this.atLeast;
	}

	private String table(Herd herd) {
		StringBuilder table = new StringBuilder("| %s | turns a second | scripts a turn ".formatted(herd.description()))
			.append("| Redis's processor, µs a turn | fewest, most turns of %s | wait p99, longest (ms) |%n"
				.formatted((herd.instances() > 1) ? "an instance" : "a thread"))
			.append("|---|---|---|---|---|---|\n");
		for (SubjectKind subject : SUBJECTS) {
			table.append("| %s | %,.0f | %.1f | %,.0f | %.0f, %.0f | %,.0f, %,.0f |%n".formatted(subject.label(),
					median(herd, subject, HerdResult::perSecond), median(herd, subject, HerdResult::scripts),
					median(herd, subject, HerdResult::micros), median(herd, subject, HerdResult::fewest),
					median(herd, subject, HerdResult::most), median(herd, subject, (result) -> result.waited(0.99)),
					median(herd, subject, (result) -> result.waited(1))));
		}
		return table.append("\n").toString();
	}

	private double median(Herd herd, SubjectKind subject, ToDoubleFunction<HerdResult> figure) {
		List<HerdResult> measured = this.results.getOrDefault(herd, Map.of()).getOrDefault(subject, List.of());
		return Medians.of(measured.stream().mapToDouble(figure));
	}

	@Override
	public Chart chart() {
		Chart chart = new Chart("Redis's processor for a turn, Redisson = 1",
				this.herds.stream().map(Herd::name).toList());
		for (SubjectKind subject : SUBJECTS) {
			chart.row(subject.label(),
					this.herds.stream()
						.map((herd) -> median(herd, subject, HerdResult::micros)
								/ median(herd, SubjectKind.REDISSON, HerdResult::micros))
						.toList());
		}
		return chart;
	}

}
