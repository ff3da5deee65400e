package io.github.locky.engine;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which held locks are meant.
 *
 * @param resources which resources
 * @param locker whose; {@code null} for whoever's
 */
public record HeldFilter(Predicate<String> resources, @Nullable String locker) {

	/**
	 * All locks.
	 */
	public static final HeldFilter ALL = new HeldFilter((resource) -> true, null);

	/**
	 * Return whether the locks of a locker are meant.
	 * @param locker the locker
	 * @return whether some of them may be
	 */
	public boolean isOf(String locker) {
		return this.locker == null || this.locker.equals(locker);
	}

}
