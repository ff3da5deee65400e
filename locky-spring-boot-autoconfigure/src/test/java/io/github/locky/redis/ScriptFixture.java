package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.locky.LockyInstance;
import io.github.locky.testing.RedisServer;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Locks without a running engine: nobody sweeps, nobody listens.
 */
final class ScriptFixture implements AutoCloseable {

	static final String LOCK = "lock:resource:";

	static final String JOURNAL = "locky:lock:resource:journal";

	static final String HOLDERS = "locky:lock:resource:holders";

	static final String DEADLINES = "locky:lock:resource:deadlines";

	static final String CHANNEL = "locky:0:lock:resource:events";

	private final RedisServer server;

	private final LettuceConnectionFactory connectionFactory;

	private final RedisLockEngine engine;

	ScriptFixture(RedisServer server) {
		this(server, new RedisStandaloneConfiguration(server.host(), server.port()));
	}

	ScriptFixture(RedisServer server, RedisStandaloneConfiguration configuration) {
		this.server = server;
		this.connectionFactory = new LettuceConnectionFactory(configuration, LockyInstance.client());
		this.connectionFactory.afterPropertiesSet();
		this.connectionFactory.start();
		this.engine = new RedisLockEngine(new StringRedisTemplate(this.connectionFactory), EngineSettings.defaults(),
				null, null);
	}

	RedisLocks locks() {
		return this.engine.getLocks();
	}

	/**
	 * Lock a resource.
	 * @return the fencing token
	 */
	long lock(String resource, String locker) {
		return token(locks().lock(call(resource, locker, null)));
	}

	/**
	 * Lock a resource for a while.
	 * @return the fencing token
	 */
	long lock(String resource, String locker, Duration ttl) {
		return token(locks().lock(call(resource, locker, ttl)));
	}

	long force(String resource, String locker) {
		return token(locks().lock(forcedCall(resource, locker, null)));
	}

	boolean unlock(String resource) {
		return locks().unlock(resource);
	}

	boolean refresh(String resource) {
		return locks().refresh(resource, Holding.byAnyone());
	}

	static Acquisition call(String resource, String locker, @Nullable Duration ttl) {
		return call(List.of(resource), locker, ttl);
	}

	static Acquisition call(List<String> resources, String locker, @Nullable Duration ttl) {
		return Acquisition.of(resources, locker, ttl, false, false);
	}

	static Acquisition forcedCall(String resource, String locker, @Nullable Duration ttl) {
		return Acquisition.of(List.of(resource), locker, ttl, false, true);
	}

	static long token(LockResult result) {
		return ((LockResult.Granted) result).grants().get(0).token();
	}

	/**
	 * Return the journal.
	 * @return its entries, in order
	 */
	List<JournalEntry> journal() {
		Keyspace keyspace = new Keyspace(LOCK, 1, false, 0);
		ScriptRunner runner = new ScriptRunner(new StringRedisTemplate(this.connectionFactory), Duration.ofSeconds(5),
				1000);
		return JournalPage.of(runner.runForBytes(Scripts.JOURNAL, keyspace, 0, List.of(JournalPage.START, "1000")))
			.entries()
			.stream()
			.map(JournalPage.Packed::unpack)
			.toList();
	}

	/**
	 * Return the journal, in words: {@code LOCKED article:1 by ada}.
	 * @return its entries, in order
	 */
	List<String> history() {
		List<String> history = new ArrayList<>();
		journal().forEach((entry) -> history.add(entry.kind() + " " + entry.resource() + " by " + entry.locker()));
		return history;
	}

	void settle(String resource) {
		settle(List.of(resource));
	}

	void settle(List<String> resources) {
		Keyspace keyspace = new Keyspace(LOCK, 1, false, 0);
		new ScriptRunner(new StringRedisTemplate(this.connectionFactory), Duration.ofSeconds(5), 1000)
			.run(Scripts.SETTLE, keyspace, 0, resources, resources);
	}

	RedisServer server() {
		return this.server;
	}

	@Override
	public void close() {
		this.engine.destroy();
		this.connectionFactory.destroy();
	}

}
