package io.github.locky.redis;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Pages through the indexes of held locks, partition after partition. A page is read anew
 * before it is returned, so that what a rival did to the keys does not show.
 */
final class HeldLocks implements Iterator<LockState> {

	private static final String START = "0";

	private static final int PAGE_SIZE = 100;

	private final ScriptRunner scripts;

	private final Keyspace keyspace;

	private final Queue<LockState> page = new ArrayDeque<>();

	private int partition;

	private String cursor = START;

	HeldLocks(ScriptRunner scripts, Keyspace keyspace) {
		this.scripts = scripts;
		this.keyspace = keyspace;
	}

	@Override
	public boolean hasNext() {
		while (this.page.isEmpty() && this.partition < this.keyspace.getPartitions()) {
			readPage();
		}
		return !this.page.isEmpty();
	}

	@Override
	public LockState next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return this.page.remove();
	}

	private void readPage() {
		List<?> reply = this.scripts.run(Scripts.PAGE, this.keyspace, this.partition, Collections.emptyList(),
				List.of(this.cursor, String.valueOf(PAGE_SIZE)));
		read(RedisLocks.strings((List<?>) reply.get(1)));
		this.cursor = (String) reply.get(0);
		if (this.cursor.equals(START)) {
			this.partition++;
		}
	}

	private void read(List<String> resources) {
		if (resources.isEmpty()) {
			return;
		}
		List<String> replies = RedisLocks
			.strings(this.scripts.run(Scripts.READ, this.keyspace, this.partition, resources, resources));
		for (int i = 0; i < resources.size(); i++) {
			LockState state = LockState.parse(resources.get(i), replies.get(i));
			if (state != null && state.token() != 0) {
				this.page.add(state);
			}
		}
	}

}
