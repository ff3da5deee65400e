package io.github.locky.engine;

import java.util.ArrayList;
import java.util.List;

import io.github.locky.HeldLock;
import io.github.locky.store.IndexPage;
import io.github.locky.store.LockStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the indexes of held locks, partition after partition, a page at a time. A page is
 * read anew before it is returned, so that what a rival did to the keys does not show.
 */
final class HeldPages {

	private static final int SCAN_SIZE = 200;

	private static final int MAX_SCANS = 50;

	private final LockStore store;

	HeldPages(LockStore store) {
		this.store = store;
	}

	/**
	 * Read a page. If the filter lets few through it may have fewer locks than the limit,
	 * even none, although others follow.
	 * @param cursor where to begin, or {@code null} to begin with the first
	 * @param limit the number of locks at most
	 * @param filter which locks are meant
	 * @return the page
	 * @throws IllegalArgumentException if there is no such cursor
	 */
	HeldPage read(@Nullable String cursor, int limit, HeldFilter filter) {
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
