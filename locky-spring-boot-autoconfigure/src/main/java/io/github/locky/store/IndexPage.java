package io.github.locky.store;

import java.util.List;

/**
 * A page of the index of held locks.
 *
 * @param cursor where the next page begins; {@link #FIRST} after the last
 * @param resources the resources, in no order
 */
public record IndexPage(String cursor, List<String> resources) {

	/**
	 * The cursor of the first page.
	 */
	public static final String FIRST = "0";

}
