package io.github.locky.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.LockyInstance;
import io.github.locky.engine.EngineSettings;
import io.github.locky.engine.LockEngine;
import io.github.locky.engine.Locks;
import io.github.locky.store.HandOverCommand;
import io.github.locky.store.HandOverResult;
import io.github.locky.store.InstanceId;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalPage;
import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
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

	static final String EVENTS = "locky:0:lock:resource:events";

	static final String MAIL = "locky:0:lock:resource:to:";

	private static final LockCommand.Waiting ALONE = new LockCommand.Waiting(false, false);

	private final RedisServer server;

	private final LettuceConnectionFactory connectionFactory;

	private final LockStore store;

	private final LockEngine engine;

	ScriptFixture(RedisServer server) {
		this(server, new RedisStandaloneConfiguration(server.host(), server.port()));
	}

	ScriptFixture(RedisServer server, RedisStandaloneConfiguration configuration) {
		this.server = server;
		this.connectionFactory = new LettuceConnectionFactory(configuration, LockyInstance.client());
		this.connectionFactory.afterPropertiesSet();
		this.connectionFactory.start();
		this.store = new RedisLockStore(new StringRedisTemplate(this.connectionFactory), RedisStoreSettings.defaults(),
				null);
		this.engine = new LockEngine(this.store, EngineSettings.defaults(), null);
	}

	void unlockWithoutRetry(List<LockTarget> targets) {
		this.store.unlock(0, targets);
	}

	Locks locks() {
		return this.engine.getLocks();
	}

	InstanceId instance() {
		return this.store.instance();
	}

	/**
	 * Lock a resource.
	 * @return the fencing token
	 */
	long lock(String resource, String locker) {
		return token(lock(call(resource, locker, null)));
	}

	/**
	 * Lock a resource for a while.
	 * @return the fencing token
	 */
	long lock(String resource, String locker, Duration ttl) {
		return token(lock(call(resource, locker, ttl)));
	}

	LockResult lock(LockCommand command) {
		return locks().lock(command);
	}

	long force(String resource, String locker) {
		return token(lock(forcedCall(resource, locker, null)));
	}

	void probe(String resource) {
		this.store.probe(0, List.of(resource));
	}

	boolean unlock(String resource) {
		return this.engine.getReleases().unlock(resource);
	}

	boolean unlock(String resource, String locker) {
		return unlock(new LockTarget(resource, Ownership.byLocker(locker)));
	}

	boolean unlock(String resource, long token) {
		return unlock(new LockTarget(resource, Ownership.byToken(token, null)));
	}

	boolean unlock(LockTarget target) {
		return this.engine.getReleases().unlock(target);
	}

	Set<String> release(List<LockTarget> targets) {
		return this.engine.getReleases().release(targets);
	}

	@Nullable HeldLock read(String resource) {
		return this.engine.getHeldLocks().read(resource);
	}

	/**
	 * The connection was lost: the store asks anew what the keys are.
	 */
	void connectionLost() {
		this.store.connectionLost();
	}

	boolean refresh(String resource) {
		return refresh(new LockTarget(resource, Ownership.byAnyone()));
	}

	boolean refresh(LockTarget target) {
		return this.engine.getRefreshes().refresh(target);
	}

	/**
	 * Hand a lock over.
	 * @return what became of it
	 */
	HandOverResult handOver(String resource, String locker, LockCommand next) {
		return handOver(resource, locker, next, 0, 0);
	}

	HandOverResult handOver(String resource, String locker, LockCommand next, int row, long rowBegan) {
		return this.store.handOver(0,
				new HandOverCommand(new LockTarget(resource, Ownership.byLocker(locker)), next, row, rowBegan));
	}

	void leave(String resource) {
		this.store.leaveQueue(0, resource);
	}

	LockCommand call(String resource, String locker, @Nullable Duration ttl) {
		return call(List.of(resource), locker, ttl);
	}

	LockCommand call(List<String> resources, String locker, @Nullable Duration ttl) {
		return call(request(resources, locker, ttl), null);
	}

	LockCommand forcedCall(String resource, String locker, @Nullable Duration ttl) {
		return call(request(List.of(resource), locker, ttl).force(), null);
	}

	LockCommand waitingCall(String resource, String locker) {
		return call(request(List.of(resource), locker, null), ALONE);
	}

	LockCommand call(LockRequest request, LockCommand.@Nullable Waiting waiting) {
		return locks().attempt(request, true, waiting);
	}

	static LockRequest request(List<String> resources, String locker, @Nullable Duration ttl) {
		LockRequest request = LockRequest.ofAll(resources).locker(locker);
		return (ttl != null) ? request.ttl(ttl) : request;
	}

	static long token(LockResult result) {
		return ((LockResult.Granted) result).grants().get(0).token();
	}

	/**
	 * Return the journal.
	 * @return its entries, in order
	 */
	List<JournalEntry> journal() {
		return this.store.journal(0, 0, 1000).entries();
	}

	JournalPage page(long from) {
		return this.store.journal(0, from, 1000);
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

	void expire(String resource) {
		expire(List.of(resource));
	}

	void expire(List<String> resources) {
		this.store.expire(0, resources);
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
