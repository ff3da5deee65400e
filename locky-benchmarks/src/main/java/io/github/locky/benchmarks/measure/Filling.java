package io.github.locky.benchmarks.measure;

import java.time.Duration;
import java.util.stream.IntStream;

import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import io.github.locky.benchmarks.environment.Subjects;
import io.github.locky.benchmarks.environment.Task;
import io.github.locky.benchmarks.subject.LockySubject;
import io.github.locky.benchmarks.subject.SubjectKind;

/**
 * Takes many locks with Locky and leaves them.
 *
 * @param from the number of the first
 * @param to the number of the first that is not taken
 */
public record Filling(int from, int to) implements Task<Long> {

	private static final Duration LONG = Duration.ofHours(1);

	@Override
	public Long run(Subjects subjects) {
		LockyOperations locky = ((LockySubject) subjects.get(SubjectKind.LOCKY)).operations();
		return IntStream.range(this.from, this.to)
			.parallel()
			.filter((number) -> locky.lock(LockRequest.of("filling:" + number, "20").ttl(LONG)))
			.count();
	}

}
