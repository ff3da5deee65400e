package io.github.locky.store.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.locky.store.IndexPage;
import org.jspecify.annotations.Nullable;

/**
 * All records. Those of a bucket are read together, so that a resource that stays while
 * pages are read is in one of them.
 */
final class LockTable {

	private static final int BUCKETS = 1024;

	private final List<Map<String, LockRecord>> buckets = new ArrayList<>(BUCKETS);

	private int size;

	private String next = IndexPage.FIRST;

	LockTable() {
		for (int i = 0; i < BUCKETS; i++) {
			this.buckets.add(new HashMap<>(2));
		}
	}

	private Map<String, LockRecord> bucket(String resource) {
		int hash = resource.hashCode() * 0x9E3779B9;
		return this.buckets.get((hash >>> 16) % BUCKETS);
	}

	@Nullable LockRecord get(String resource) {
		return bucket(resource).get(resource);
	}

	LockRecord getOrCreate(String resource) {
		Map<String, LockRecord> bucket = bucket(resource);
		LockRecord known = bucket.get(resource);
		if (known != null) {
			return known;
		}
		LockRecord record = new LockRecord(resource);
		bucket.put(resource, record);
		this.size++;
		return record;
	}

	void remove(LockRecord record) {
		if (bucket(record.resource()).remove(record.resource()) != null) {
			this.size--;
		}
	}

	int size() {
		return this.size;
	}

	/**
	 * Read a page. Where it ends depends on the number of all resources only, and changes
	 * seldom with that, so that a page that is read again is the same but for what has
	 * changed in it.
	 * @param cursor the number of its first bucket
	 * @param about how many resources it is chosen from
	 * @param filter which records are meant
	 * @return the page
	 */
	IndexPage page(String cursor, int about, Predicate<LockRecord> filter) {
		int start = (int) Math.min(BUCKETS, Long.parseUnsignedLong(cursor) & Long.MAX_VALUE);
		int end = Math.min(BUCKETS, start + bucketsOf(about));
		List<String> resources = new ArrayList<>();
		for (int bucket = start; bucket < end; bucket++) {
			this.buckets.get(bucket).values().stream().filter(filter).map(LockRecord::resource).forEach(resources::add);
		}
		return new IndexPage((end < BUCKETS) ? String.valueOf(end) : IndexPage.FIRST, resources);
	}

	/**
	 * Read the page after the one that was read so last.
	 * @param about how many resources it has
	 * @return the resources
	 */
	List<String> nextPage(int about) {
		IndexPage page = page(this.next, about, (record) -> true);
		this.next = page.cursor();
		return page.resources();
	}

	private int bucketsOf(int resources) {
		long buckets = (long) BUCKETS * resources / Math.max(1, this.size);
		return (int) Long.highestOneBit(Math.max(1, Math.min(BUCKETS, buckets)));
	}

}
