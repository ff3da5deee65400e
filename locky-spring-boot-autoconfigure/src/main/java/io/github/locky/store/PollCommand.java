package io.github.locky.store;

import java.time.Duration;

/**
 * What to look for in a partition.
 *
 * @param limit how many locks that are due, and how many deadlines, are told at most
 * @param horizon how far ahead deadlines are told
 * @param pageSize about how many locks a page of the index has
 */
public record PollCommand(int limit, Duration horizon, int pageSize) {

}
