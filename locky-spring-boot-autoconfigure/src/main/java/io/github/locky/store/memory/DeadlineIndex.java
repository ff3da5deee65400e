package io.github.locky.store.memory;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The locks that expire, in the order of their deadlines.
 */
final class DeadlineIndex {

	private final TreeSet<LockRecord> records = new TreeSet<>(
			Comparator.comparingLong(LockRecord::deadline).thenComparing(LockRecord::resource));

	/**
	 * Set when a lock expires.
	 * @param record the lock
	 * @param deadline the deadline, in milliseconds; 0 if it does not expire
	 */
	void set(LockRecord record, long deadline) {
		if (record.deadline() != 0) {
			this.records.remove(record);
		}
		record.setDeadline(deadline);
		if (deadline != 0) {
			this.records.add(record);
		}
	}

	/**
	 * Return locks that are due.
	 * @param now the time, in milliseconds
	 * @param limit how many at most
	 * @return those with the earliest deadlines before that
	 */
	List<LockRecord> before(long now, int limit) {
		return this.records.stream().takeWhile((record) -> record.deadline() < now).limit(limit).toList();
	}

	/**
	 * Return locks that will be due.
	 * @param now the time, in milliseconds
	 * @param until the time until which they will be
	 * @param limit how many at most
	 * @return those with the earliest deadlines
	 */
	List<LockRecord> between(long now, long until, int limit) {
		LockRecord start = new LockRecord("");
		start.setDeadline(now);
		SortedSet<LockRecord> coming = this.records.tailSet(start);
		return coming.stream().takeWhile((record) -> record.deadline() <= until).limit(limit).toList();
	}

}
