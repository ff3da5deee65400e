package io.github.locky.redis;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * Another number of partitions is in force in this Redis. With two layouts a resource
 * would have two keys, and so two owners.
 */
public class LayoutMismatchException extends NonTransientDataAccessException implements Diagnosis.Diagnosed {

	private final String layoutKey;

	private final transient Diagnosis diagnosis;

	LayoutMismatchException(String layoutKey, int partitions, String inForce) {
		this(layoutKey,
				new Diagnosis(
						"Redis holds locks in %s partition(s), but this application is configured for %d."
							.formatted(inForce, partitions),
						"Use 'locky.partitions=%s', or release all locks, stop all instances and delete the key '%s'."
							.formatted(inForce, layoutKey),
						true));
	}

	private LayoutMismatchException(String layoutKey, Diagnosis diagnosis) {
		super(diagnosis.toString());
		this.layoutKey = layoutKey;
		this.diagnosis = diagnosis;
	}

	/**
	 * Return the key that says which layout is in force.
	 * @return the key
	 */
	public String getLayoutKey() {
		return this.layoutKey;
	}

	@Override
	public Diagnosis diagnosis() {
		return this.diagnosis;
	}

}
