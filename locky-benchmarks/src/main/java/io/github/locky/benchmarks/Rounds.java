package io.github.locky.benchmarks;

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
 * order that differs from round to round. The one that the others are compared with has
 * its turn before and after each of them: what a machine is able to do changes within
 * seconds if others use it, too.
 *
 * @param <S> the type of the subjects
 * @param <R> the type of a result
 */
final class Rounds<S, R> {

	private static final Random RANDOM = new Random(20);

	private final S reference;

	private final Map<S, List<Turn<R>>> turns = new LinkedHashMap<>();

	private Rounds(S reference) {
		this.reference = reference;
	}

	/**
	 * Run the rounds.
	 * @param <S> the type of the subjects
	 * @param <R> the type of a result
	 * @param number how many rounds
	 * @param subjects the subjects
	 * @param reference the subject that the others are compared with
	 * @param measurement what to do with each
	 * @return the results
	 */
	static <S, R> Rounds<S, R> run(int number, List<S> subjects, S reference, Function<S, R> measurement) {
		Rounds<S, R> rounds = new Rounds<>(reference);
		R before = measurement.apply(reference);
		for (int i = 0; i < number; i++) {
			List<S> shuffled = new ArrayList<>(subjects);
			shuffled.remove(reference);
			Collections.shuffle(shuffled, RANDOM);
			for (S subject : shuffled) {
				R result = measurement.apply(subject);
				R after = measurement.apply(reference);
				rounds.turns(subject).add(new Turn<>(before, result, after));
				rounds.turns(reference).add(new Turn<>(before, before, before));
				before = after;
			}
		}
		return rounds;
	}

	/**
	 * Return the median of a figure.
	 * @param subject the subject
	 * @param figure the figure
	 * @return its median over the rounds
	 */
	double median(S subject, ToDoubleFunction<R> figure) {
		return Medians.of(turns(subject).stream().mapToDouble((turn) -> figure.applyAsDouble(turn.result())));
	}

	/**
	 * Return how a subject compares with the reference.
	 * @param subject the subject
	 * @param figure what is compared
	 * @return the median over the rounds of the ratio to the reference before and after
	 */
	double ratio(S subject, ToDoubleFunction<R> figure) {
		return (subject.equals(this.reference)) ? 1
				: Medians.of(turns(subject).stream().mapToDouble((turn) -> turn.ratio(figure)));
	}

	private List<Turn<R>> turns(S subject) {
		return this.turns.computeIfAbsent(subject, (key) -> new ArrayList<>());
	}

	/**
	 * A result between two of the reference.
	 */
	private record Turn<R>(R before, R result, R after) {

		double ratio(ToDoubleFunction<R> figure) {
			return 2 * figure.applyAsDouble(this.result)
					/ (figure.applyAsDouble(this.before) + figure.applyAsDouble(this.after));
		}

	}

}
