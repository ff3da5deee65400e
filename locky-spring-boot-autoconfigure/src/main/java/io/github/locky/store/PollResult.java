package io.github.locky.store;

import java.time.Duration;
import java.util.List;

/**
 * How a partition is.
 *
 * @param head the id of the last entry of its journal
 * @param held the number of its locks
 * @param due the resources whose deadline has passed
 * @param deadlines the deadlines to come
 * @param page the resources in a page of the index that is to be verified; empty if
 * another instance verified one a moment ago
 */
public record PollResult(long head, long held, List<String> due, List<Deadline> deadlines, List<String> page) {

	/**
	 * When a lock will expire unless it is refreshed.
	 *
	 * @param resource the resource
	 * @param remaining how long until then
	 * @param own whether the instance that asked has taken it
	 */
	public record Deadline(String resource, Duration remaining, boolean own) {
	}

}
