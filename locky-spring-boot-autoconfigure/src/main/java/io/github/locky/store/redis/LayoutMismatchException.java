package io.github.locky.store.redis;

import io.github.locky.store.Diagnosis;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * Another number of partitions or another format is in force in this Redis. With two
 * layouts a resource would have two keys or records, and so two owners.
 */
public class LayoutMismatchException extends NonTransientDataAccessException implements Diagnosis.Diagnosed {

	private final String layoutKey;

	private final transient Diagnosis diagnosis;

	LayoutMismatchException(String layoutKey, Layout expected, String inForce) {
		this(layoutKey, diagnose(layoutKey, expected, Layout.parse(inForce)));
	}

	private LayoutMismatchException(String layoutKey, Diagnosis diagnosis) {
		super(diagnosis.toString());
		this.layoutKey = layoutKey;
		this.diagnosis = diagnosis;
	}

	private static Diagnosis diagnose(String layoutKey, Layout expected, Layout inForce) {
		String remedy = "release all locks, stop all instances and delete ";
		if (inForce.format() != expected.format()) {
			return new Diagnosis(
					"Redis holds locks in format %d, but this version of Locky reads and writes format %d."
						.formatted(inForce.format(), expected.format()),
					"Use a version of Locky with that format; or to change it, " + remedy + "the keys that begin with '"
							+ layoutKey.substring(0, layoutKey.length() - Keyspace.LAYOUT.length())
							+ "', but for those that end with 'journal'.",
					true);
		}
		return new Diagnosis(
				"Redis holds locks in %d partition(s), but this application is configured for %d."
					.formatted(inForce.partitions(), expected.partitions()),
				"Use 'locky.partitions=%d', or ".formatted(inForce.partitions()) + remedy + "the key '" + layoutKey
						+ "'.",
				true);
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
