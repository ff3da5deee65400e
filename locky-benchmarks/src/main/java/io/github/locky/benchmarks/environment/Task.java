package io.github.locky.benchmarks.environment;

import java.io.Serializable;

/**
 * Something to do in another JVM.
 *
 * @param <R> the type of the result, which must be serializable
 */
@FunctionalInterface
public interface Task<R> extends Serializable {

	/**
	 * Do it.
	 * @param subjects the subjects of that JVM
	 * @return the result
	 * @throws Exception if it failed
	 */
	R run(Subjects subjects) throws Exception;

}
