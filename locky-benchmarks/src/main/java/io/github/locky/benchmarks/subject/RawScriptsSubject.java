package io.github.locky.benchmarks.subject;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.util.Assert;

/**
 * A script that locks and one that unlocks, through {@code StringRedisTemplate}.
 */
public final class RawScriptsSubject implements Subject {

	private static final String CHANNEL = "raw:events";

	static final String UNLOCK = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then
			  return redis.call('DEL', KEYS[1])
			end
			return 0""";

	private static final String LOCK = """
			if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
			  return 1
			end
			return 0""";

	private static final String PUBLISHING_LOCK = """
			if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
			  redis.call('PUBLISH', 'raw:events', 'L ' .. KEYS[1])
			  return 1
			end
			return 0""";

	private static final String PUBLISHING_UNLOCK = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then
			  redis.call('DEL', KEYS[1])
			  redis.call('PUBLISH', 'raw:events', 'U ' .. KEYS[1])
			  return 1
			end
			return 0""";

	private final LettuceConnectionFactory connectionFactory;

	private final StringRedisTemplate template;

	private final String prefix;

	private final RedisScript<Long> lock;

	private final RedisScript<Long> unlock;

	private final String owner = UUID.randomUUID().toString();

	private final List<RedisClient> subscribers;

	private final LongAdder heard = new LongAdder();

	/**
	 * Connect.
	 * @param port the port of Redis on the loopback interface
	 * @param subscribers how many hear of each lock and unlock; without any, the scripts
	 * do not publish
	 */
	public RawScriptsSubject(int port, int subscribers) {
		boolean publishing = subscribers > 0;
		this.connectionFactory = Redis.connectionFactory(port);
		this.template = new StringRedisTemplate(this.connectionFactory);
		this.prefix = (publishing) ? "publishing:" : "scripts:";
		this.lock = RedisScript.of((publishing) ? PUBLISHING_LOCK : LOCK, Long.class);
		this.unlock = RedisScript.of((publishing) ? PUBLISHING_UNLOCK : UNLOCK, Long.class);
		this.subscribers = Stream.generate(() -> subscribe(port)).limit(subscribers).toList();
	}

	private RedisClient subscribe(int port) {
		RedisClient client = RedisClient.create(RedisURI.create(Redis.HOST, port));
		StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, String message) {
				RawScriptsSubject.this.heard.increment();
			}

		});
		connection.sync().subscribe(CHANNEL);
		return client;
	}

	/**
	 * Return how much the subscribers have heard, all in all.
	 * @return the number of messages
	 */
	public long heard() {
		return this.heard.sum();
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		List<String> keys = List.of(this.prefix + resource);
		Long locked = this.template.execute(this.lock, keys, this.owner, String.valueOf(TTL.toMillis()));
		return (locked != null && locked == 1) ? () -> unlock(keys) : null;
	}

	private void unlock(List<String> keys) {
		Long unlocked = this.template.execute(this.unlock, keys, this.owner);
		Assert.state(unlocked != null && unlocked == 1, NOT_HELD);
	}

	@Override
	public void close() {
		this.subscribers.forEach(RedisClient::shutdown);
		this.connectionFactory.destroy();
	}

}
