package io.github.locky.redis;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * Another number of partitions is in force in this Redis. With two layouts a resource
 * would have two keys, and so two owners.
 */
public class LayoutMismatchException extends NonTransientDataAccessException {

	private final String layoutKey;

	LayoutMismatchException(String layoutKey, int partitions, String inForce) {
		super("Redis holds locks in %s partition(s), but this application is configured for %d. Use 'locky.partitions=%s', or release all locks, stop all instances and delete the key '%s'"
			.formatted(inForce, partitions, inForce, layoutKey));
		this.layoutKey = layoutKey;
	}

	/**
	 * Return the key that says which layout is in force.
	 * @return the key
	 */
	public String getLayoutKey() {
		return this.layoutKey;
	}

}
