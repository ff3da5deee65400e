package io.github.locky.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.locky.HeldLock;
import io.github.locky.store.IndexPage;
import io.github.locky.store.LockStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads which locks are held: the one of a resource, or those that the indexes know,
 * partition after partition, a page at a time. A page is read anew before it is returned,
 * so that what a rival did to the keys does not show.
 */
public final class HeldLocks {

	/**
	 * How many locks to read at once when all are read.
	 */
	static final int PAGE_SIZE = 200;

	private static final int SCAN_SIZE = 200;

	private static final int MAX_SCANS = 50;

	private final LockStore store;

	HeldLocks(LockStore store) {
		this.store = store;
	}

	/**
	 * Read the lock of a resource.
	 * @param resource the resource
	 * @return the lock, or {@code null} if the resource is not locked
	 */
	public @Nullable HeldLock read(String resource) {
		return this.store.read(this.store.partitionOf(resource), List.of(resource)).get(0);
	}

	/**
	 * Return held locks, page by page.
	 * @param filter which are meant
	 * @return a stream that reads a page when it is needed
	 */
	public Stream<HeldLock> stream(HeldFilter filter) {
		return StreamSupport.stream(
				Spliterators.spliteratorUnknownSize(new HeldLockIterator(this, filter), Spliterator.NONNULL), false);
	}

	/**
	 * Read a page of held locks. If the filter lets few through it may have fewer than
	 * the limit, even none, although others follow.
	 * @param cursor where to begin, or {@code null} to begin with the first
	 * @param limit the number of locks at most
	 * @param filter which are meant
	 * @return the page
	 * @throws IllegalArgumentException if there is no such cursor
	 */
	public HeldPage page(@Nullable String cursor, int limit, HeldFilter filter) {
		HeldCursor position = HeldCursor.parse(cursor);
		List<HeldLock> found = new ArrayList<>();
		for (int scans = 0; position.partition() < this.store.partitions(); scans++) {
			if (scans == MAX_SCANS || found.size() == limit) {
				return new HeldPage(found, position.toString());
			}
			IndexPage page = this.store.scan(position.partition(), position.start(), SCAN_SIZE, filter.locker());
			String end = page.cursor();
			List<String> resources = page.resources()
				.stream()
				.filter(filter.resources())
				.filter(position.unread(end))
				.sorted()
				.toList();
			int room = limit - found.size();
			if (resources.size() > room) {
				found.addAll(read(position.partition(), resources.subList(0, room), filter));
				return new HeldPage(found, position.behind(end, resources.get(room - 1)).toString());
			}
			found.addAll(read(position.partition(), resources, filter));
			position = position.next(end);
		}
		return new HeldPage(found, null);
	}

	private List<HeldLock> read(int partition, List<String> resources, HeldFilter filter) {
		if (resources.isEmpty()) {
			return List.of();
		}
		List<HeldLock> held = new ArrayList<>(resources.size());
		for (HeldLock lock : this.store.read(partition, resources)) {
			if (lock != null && lock.fencingToken() != 0 && filter.isOf(lock.locker())) {
				held.add(lock);
			}
		}
		return held;
	}

}
