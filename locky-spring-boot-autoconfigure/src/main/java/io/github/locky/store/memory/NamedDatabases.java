package io.github.locky.store.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Databases that instances find by a name. They last as long as an instance uses them.
 */
final class NamedDatabases {

	private static final Map<String, Shared> databases = new ConcurrentHashMap<>();

	private NamedDatabases() {
	}

	/**
	 * Use a database. To be followed by {@link #close}.
	 * @param name the name
	 * @return the database
	 */
	static MemoryDatabase open(String name) {
		return databases.compute(name, (same, known) -> (known != null) ? new Shared(known.database, known.users + 1)
				: new Shared(new MemoryDatabase(), 1)).database;
	}

	/**
	 * Use a database no more.
	 * @param name the name
	 */
	static void close(String name) {
		databases.computeIfPresent(name, (same, known) -> withoutOne(known));
	}

	private static @Nullable Shared withoutOne(Shared shared) {
		return (shared.users > 1) ? new Shared(shared.database, shared.users - 1) : null;
	}

	/**
	 * A database that is in use.
	 *
	 * @param database the database
	 * @param users how many instances use it
	 */
	private record Shared(MemoryDatabase database, int users) {
	}

}
