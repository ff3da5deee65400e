package io.github.locky.benchmarks.subject;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A script that locks and one that unlocks, through {@code StringRedisTemplate}.
 */
final class RawScriptsSubject implements Subject {

	static final String CHANNEL = "raw:events";

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

	private final @Nullable Listener elsewhere;

	RawScriptsSubject(int port, boolean publishing) {
		this.connectionFactory = Redis.connectionFactory(port);
		this.template = new StringRedisTemplate(this.connectionFactory);
		this.prefix = (publishing) ? "publishing:" : "scripts:";
		this.lock = RedisScript.of((publishing) ? PUBLISHING_LOCK : LOCK, Long.class);
		this.unlock = RedisScript.of((publishing) ? PUBLISHING_UNLOCK : UNLOCK, Long.class);
		this.elsewhere = (publishing) ? Listener.start(port, CHANNEL) : null;
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		List<String> keys = List.of(this.prefix + resource);
		Long locked = this.template.execute(this.lock, keys, this.owner, String.valueOf(TTL.toMillis()));
		return (locked != null && locked == 1) ? () -> unlock(keys) : null;
	}

	private void unlock(List<String> keys) {
		Long unlocked = this.template.execute(this.unlock, keys, this.owner);
		Released.check(unlocked != null && unlocked == 1);
	}

	@Override
	public void close() {
		if (this.elsewhere != null) {
			this.elsewhere.close();
		}
		this.connectionFactory.destroy();
	}

}
