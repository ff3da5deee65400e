package io.github.locky.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What several subjects reached in rounds, in each of which all had their turn, in an
 * order that differs from round to round.
 *
 * @param <S> the type of the subjects
 * @param <R> the type of a result
 */
public final class Rounds<S, R> {

	private static final Random RANDOM = new Random(20);

	private final Map<S, List<R>> results = new LinkedHashMap<>();

	private Rounds() {
	}

	/**
	 * Run the rounds.
	 * @param <S> the type of the subjects
	 * @param <R> the type of a result
	 * @param number how many rounds
	 * @param subjects the subjects
	 * @param measurement what to do with each
	 * @return the results
	 */
	public static <S, R> Rounds<S, R> run(int number, List<S> subjects, Function<S, R> measurement) {
		Rounds<S, R> rounds = new Rounds<>();
		subjects.forEach((subject) -> rounds.results.put(subject, new ArrayList<>()));
		for (int i = 0; i < number; i++) {
			List<S> shuffled = new ArrayList<>(subjects);
			Collections.shuffle(shuffled, RANDOM);
			shuffled.forEach((subject) -> rounds.results.get(subject).add(measurement.apply(subject)));
		}
		return rounds;
	}

	/**
	 * Return the subjects.
	 * @return all of them, in the order they were given
	 */
	public List<S> subjects() {
		return List.copyOf(this.results.keySet());
	}

	/**
	 * Return the results of a subject.
	 * @param subject the subject
	 * @return one for each round
	 */
	public List<R> of(S subject) {
		return this.results.get(subject);
	}

	/**
	 * Return the median of a figure.
	 * @param subject the subject
	 * @param figure the figure
	 * @return its median over the rounds
	 */
	public double median(S subject, ToDoubleFunction<R> figure) {
		return Medians.of(of(subject).stream().mapToDouble(figure));
	}

	/**
	 * Return how a subject compares with another.
	 * @param subject the subject
	 * @param reference the other
	 * @param figure what is compared
	 * @return the median over the rounds of the ratio within a round
	 */
	public double ratio(S subject, S reference, ToDoubleFunction<R> figure) {
		List<R> own = of(subject);
		List<R> others = of(reference);
		return Medians.of(java.util.stream.IntStream.range(0, own.size())
			.mapToDouble((i) -> figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(others.get(i))));
	}

}
