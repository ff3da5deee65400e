package io.github.locky.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultScriptExecutor;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts by Lettuce, whose own calls give up when their thread is interrupted, and
 * with them the answer to what was sent. These go on waiting for it, and leave the thread
 * interrupted.
 */
final class UninterruptibleScripts extends DefaultScriptExecutor<String> {

	private final LettuceConnectionFactory factory;

	private final Duration timeout;

	UninterruptibleScripts(StringRedisTemplate template, LettuceConnectionFactory factory, Duration timeout) {
		super(template);
		this.factory = factory;
		this.timeout = timeout;
	}

	@Override
	@SuppressWarnings("unchecked")
	protected <T extends @Nullable Object> T eval(RedisConnection connection, RedisScript<T> script, ReturnType type,
			int numKeys, byte[][] keysAndArgs, RedisSerializer<T> resultSerializer) {
		RedisScriptingAsyncCommands<byte[], byte[]> commands = (RedisScriptingAsyncCommands<byte[], byte[]>) connection
			.getNativeConnection();
		byte[][] keys = Arrays.copyOf(keysAndArgs, numKeys);
		byte[][] arguments = Arrays.copyOfRange(keysAndArgs, numKeys, keysAndArgs.length);
		ScriptOutputType output = (type == ReturnType.MULTI) ? ScriptOutputType.MULTI : ScriptOutputType.VALUE;
		try {
			return deserializeResult(resultSerializer, evaluate(commands, script, output, keys, arguments));
		}
		catch (RuntimeException ex) {
			DataAccessException translated = this.factory.translateExceptionIfPossible(ex);
			throw (translated != null) ? translated : ex;
		}
	}

	private Object evaluate(RedisScriptingAsyncCommands<byte[], byte[]> commands, RedisScript<?> script,
			ScriptOutputType output, byte[][] keys, byte[][] arguments) {
		try {
			return await(commands.evalsha(script.getSha1(), output, keys, arguments));
		}
		catch (RedisNoScriptException ex) {
			return await(commands.eval(script.getScriptAsString().getBytes(StandardCharsets.UTF_8), output, keys,
					arguments));
		}
	}

	private Object await(RedisFuture<Object> reply) {
		long start = System.nanoTime();
		boolean interrupted = Thread.interrupted();
		try {
			while (true) {
				try {
					return LettuceFutures.awaitOrCancel(reply, remaining(start), TimeUnit.NANOSECONDS);
				}
				catch (RedisCommandInterruptedException ex) {
					interrupted |= Thread.interrupted();
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// Zero would be without an end
	private long remaining(long start) {
		return (this.timeout.isZero()) ? 0 : Math.max(1, this.timeout.toNanos() - (System.nanoTime() - start));
	}

}
