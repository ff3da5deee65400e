package io.github.locky;

import java.time.Duration;
import java.util.List;

import io.github.locky.store.JournalEntry;
import io.github.locky.store.redis.Journals;
import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks in Redis.
 */
public class RedisTestStore implements TestStore {

	private static final String HOLDERS = "locky:lock:resource:holders";

	private static final String JOURNAL = "locky:lock:resource:journal";

	private final RedisServer server;

	private final RedisStoreSettings settings;

	public RedisTestStore(RedisServer server) {
		this(server, RedisStoreSettings.defaults());
	}

	RedisTestStore(RedisServer server, RedisStoreSettings settings) {
		this.server = server;
		this.settings = settings;
	}

	@Override
	public LockyInstance start(LockyInstance.Options options) {
		return LockyInstance.start(this.server.host(), this.server.port(), this.settings, options);
	}

	/**
	 * Return the server that has the key of a resource.
	 * @param resource the resource
	 * @return the server
	 */
	RedisServer holding(String resource) {
		return this.server;
	}

	@Override
	public long now() {
		List<?> time = (List<?>) this.server.command("TIME");
		return Long.parseLong((String) time.get(0)) * 1000 + Long.parseLong((String) time.get(1)) / 1000;
	}

	private String key(String resource) {
		return (String) ((List<?>) holding(resource).command("KEYS", "lock:resource:*" + resource)).get(0);
	}

	@Override
	public Duration remaining(String resource) {
		return Duration.ofMillis((Long) holding(resource).command("PTTL", key(resource)));
	}

	@Override
	public void setRemaining(String resource, Duration remaining) {
		assertThat(holding(resource).command("PEXPIRE", key(resource), String.valueOf(remaining.toMillis())))
			.isEqualTo(1L);
	}

	@Override
	public boolean isQueued(String resource, LockyInstance instance) {
		return String.valueOf(this.server.command("HGET", HOLDERS, resource))
			.contains(instance.engine().getStore().instance().value());
	}

	@Override
	public List<JournalEntry> journal() {
		return Journals.entries(this.server, JOURNAL);
	}

}
