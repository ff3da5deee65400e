package io.github.locky.store;

import java.util.List;

/**
 * Part of a journal, as it is told when it is written.
 *
 * @param partition the partition
 * @param before the id of the entry before the first one
 * @param entries the entries in order; none if they are to be read
 */
public record JournalMessage(int partition, long before, List<JournalEntry> entries) {
}
