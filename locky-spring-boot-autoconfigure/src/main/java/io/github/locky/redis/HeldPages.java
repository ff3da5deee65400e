package io.github.locky.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Reads the indexes of held locks, partition after partition, a page at a time. A page is
 * read anew before it is returned, so that what a rival did to the keys does not show.
 */
final class HeldPages {

	private static final int SCAN_SIZE = 200;

	private static final int MAX_SCANS = 50;

	private final ScriptRunner scripts;

	private final Keyspace keyspace;

	HeldPages(ScriptRunner scripts, Keyspace keyspace) {
		this.scripts = scripts;
		this.keyspace = keyspace;
	}

	/**
	 * Read a page. If the filter lets few through it may have fewer locks than the limit,
	 * even none, although others follow.
	 * @param cursor where to begin, or {@code null} to begin with the first
	 * @param limit the number of locks at most
	 * @param filter which resources are meant
	 * @return the page
	 * @throws IllegalArgumentException if there is no such cursor
	 */
	HeldPage read(@Nullable String cursor, int limit, Predicate<String> filter) {
		HeldCursor position = HeldCursor.parse(cursor);
		List<LockState> found = new ArrayList<>();
		for (int scans = 0; position.partition() < this.keyspace.getPartitions(); scans++) {
			if (scans == MAX_SCANS || found.size() == limit) {
				return new HeldPage(found, position.toString());
			}
			List<?> reply = this.scripts.run(Scripts.PAGE, this.keyspace, position.partition(), Collections.emptyList(),
					List.of(position.start(), String.valueOf(SCAN_SIZE)));
			String end = (String) reply.get(0);
			List<String> resources = RedisLocks.strings((List<?>) reply.get(1))
				.stream()
				.filter(filter)
				.filter(position.unread(end))
				.sorted()
				.toList();
			int room = limit - found.size();
			if (resources.size() > room) {
				found.addAll(read(position.partition(), resources.subList(0, room)));
				return new HeldPage(found, position.behind(end, resources.get(room - 1)).toString());
			}
			found.addAll(read(position.partition(), resources));
			position = position.next(end);
		}
		return new HeldPage(found, null);
	}

	private List<LockState> read(int partition, List<String> resources) {
		if (resources.isEmpty()) {
			return List.of();
		}
		List<String> replies = RedisLocks
			.strings(this.scripts.run(Scripts.READ, this.keyspace, partition, resources, resources));
		List<LockState> held = new ArrayList<>(resources.size());
		for (int i = 0; i < resources.size(); i++) {
			LockState state = LockState.parse(resources.get(i), replies.get(i));
			if (state != null && state.token() != 0) {
				held.add(state);
			}
		}
		return held;
	}

}
