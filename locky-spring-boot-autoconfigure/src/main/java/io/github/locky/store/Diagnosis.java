package io.github.locky.store;

/**
 * Why Locky cannot work with its store, and what to do about it, in whole sentences.
 *
 * @param description what is wrong
 * @param action what to do
 * @param permanent whether it does not pass by itself, so that an application need not
 * start with it
 */
public record Diagnosis(String description, String action, boolean permanent) {

	@Override
	public String toString() {
		return this.description + " " + this.action;
	}

	/**
	 * An exception that knows its diagnosis.
	 */
	public interface Diagnosed {

		/**
		 * Return the diagnosis.
		 * @return what is wrong
		 */
		Diagnosis diagnosis();

	}

}
