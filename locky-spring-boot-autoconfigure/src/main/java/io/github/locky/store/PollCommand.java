package io.github.locky.store;

import java.time.Duration;

/**
 * What to look for in a partition.
 *
 * @param limit how many locks that are due, and how many deadlines, are told at most
 * @param horizon how far ahead deadlines are told
 * @param cursor where the page of the index begins
 * @param pageSize about how many locks the page of the index has; 0 for none
 */
public record PollCommand(int limit, Duration horizon, String cursor, int pageSize) {

	/**
	 * The cursor of the first page.
	 */
	public static final String FIRST_PAGE = "0";

}
