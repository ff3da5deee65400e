package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Runs a script that locks, and waits until replicas have acknowledged it. {@code WAIT}
 * counts what its own connection has written and blocks it, so both go over one
 * connection that nobody else uses, one call after the other.
 */
final class ReplicatedScripts implements AutoCloseable {

	private static final Duration MARGIN = Duration.ofSeconds(2);

	private static final long REDIRECT_PAUSE = Duration.ofMillis(50).toNanos();

	private static final int REDIRECTS = 40;

	private final LettuceConnectionFactory factory;

	private final ReplicationSettings settings;

	private final ReentrantLock lock = new ReentrantLock();

	private final ReentrantLock connecting = new ReentrantLock();

	private @Nullable StatefulConnection<byte[], byte[]> connection;

	private boolean mayWait;

	ReplicatedScripts(LettuceConnectionFactory factory, ReplicationSettings settings) {
		this.factory = factory;
		this.settings = settings;
	}

	int minReplicas() {
		return this.settings.minReplicas();
	}

	/**
	 * Ask whether replicas may be waited for, without waiting and without standing in
	 * line behind those who do.
	 * @param key a key on the node that is asked
	 */
	void check(String key) {
		try {
			commands(key).waitForReplication(0, 0);
		}
		catch (RuntimeException ex) {
			throw translated(ex);
		}
	}

	Reply run(RedisScript<?> script, List<String> keys, Object[] arguments) {
		this.lock.lock();
		try {
			return runFollowing(script, keys, arguments);
		}
		catch (RuntimeException ex) {
			throw translated(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private RuntimeException translated(RuntimeException ex) {
		DataAccessException translated = this.factory.translateExceptionIfPossible(ex);
		return (translated != null) ? translated : ex;
	}

	// A connection to a node does not follow a slot that moves
	private Reply runFollowing(RedisScript<?> script, List<String> keys, Object[] arguments) {
		for (int redirects = 0;; redirects++) {
			try {
				return run(commands(keys.get(0)), script, keys, arguments);
			}
			catch (RuntimeException ex) {
				if (!isRedirected(ex) || redirects == REDIRECTS) {
					throw ex;
				}
				((RedisClusterClient) this.factory.getRequiredNativeClient()).refreshPartitions();
				LockSupport.parkNanos(REDIRECT_PAUSE);
			}
		}
	}

	private static boolean isRedirected(RuntimeException ex) {
		String message = ex.getMessage();
		return message != null
				&& (message.startsWith("MOVED") || message.startsWith("ASK") || message.startsWith("TRYAGAIN"));
	}

	private Reply run(RedisClusterCommands<byte[], byte[]> commands, RedisScript<?> script, List<String> keys,
			Object[] arguments) {
		if (!this.mayWait) {
			// Whoever must not wait fails before anything is locked
			commands.waitForReplication(0, 0);
			this.mayWait = true;
		}
		boolean several = script.getResultType() == List.class;
		ScriptOutputType type = (several) ? ScriptOutputType.MULTI : ScriptOutputType.VALUE;
		Object reply = evaluate(commands, script, type, bytes(keys.toArray()), bytes(arguments));
		List<String> replies = (several) ? ((List<?>) reply).stream().map(ReplicatedScripts::text).toList()
				: List.of(text(reply));
		Letters.Reply first = Replies.letter(replies.get(0), 0);
		boolean refused = first == Letters.Reply.HELD || first == Letters.Reply.QUEUE;
		return new Reply(replies, (refused) ? 0 : acknowledged(commands));
	}

	// A refusal to wait is none to lock: the lock is there, and to be given back
	private long acknowledged(RedisClusterCommands<byte[], byte[]> commands) {
		try {
			return commands.waitForReplication(this.settings.minReplicas(), this.settings.timeout().toMillis());
		}
		catch (RedisCommandExecutionException ex) {
			this.mayWait = false;
			return 0;
		}
	}

	private static Object evaluate(RedisClusterCommands<byte[], byte[]> commands, RedisScript<?> script,
			ScriptOutputType type, byte[][] keys, byte[][] arguments) {
		try {
			return commands.evalsha(script.getSha1(), type, keys, arguments);
		}
		catch (RedisNoScriptException ex) {
			return commands.eval(script.getScriptAsString().getBytes(StandardCharsets.UTF_8), type, keys, arguments);
		}
	}

	private RedisClusterCommands<byte[], byte[]> commands(String key) {
		StatefulConnection<byte[], byte[]> connection = connect();
		if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
			return cluster.getConnection(node.getUri().getHost(), node.getUri().getPort()).sync();
		}
		return ((StatefulRedisConnection<byte[], byte[]>) connection).sync();
	}

	private StatefulConnection<byte[], byte[]> connect() {
		this.connecting.lock();
		try {
			StatefulConnection<byte[], byte[]> connection = this.connection;
			if (connection == null) {
				AbstractRedisClient client = this.factory.getRequiredNativeClient();
				connection = (client instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
						: ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
				connection.setTimeout(this.settings.timeout()
					.plus(this.factory.getClientConfiguration().getCommandTimeout())
					.plus(MARGIN));
				this.connection = connection;
			}
			return connection;
		}
		finally {
			this.connecting.unlock();
		}
	}

	private static byte[][] bytes(Object[] texts) {
		byte[][] bytes = new byte[texts.length][];
		for (int i = 0; i < texts.length; i++) {
			bytes[i] = texts[i].toString().getBytes(StandardCharsets.UTF_8);
		}
		return bytes;
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.lock.lock();
		this.connecting.lock();
		try {
			if (this.connection != null) {
				this.connection.close();
				this.connection = null;
			}
		}
		finally {
			this.connecting.unlock();
			this.lock.unlock();
		}
	}

	/**
	 * What a script replied, and how many replicas have it.
	 *
	 * @param replies the replies
	 * @param acknowledged the number of replicas; 0 if the lock was refused
	 */
	record Reply(List<String> replies, long acknowledged) {
	}

}
