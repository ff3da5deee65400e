package io.github.locky.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
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
 * One call of a script by Lettuce. Lettuce's own calls give up when their thread is
 * interrupted, and with them the answer to what was sent; this goes on waiting for it,
 * and leaves the thread interrupted. And it knows what they do not tell: whether the call
 * was sent again, because the connection broke before it was answered.
 */
final class LettuceScriptCall extends DefaultScriptExecutor<String> {

	private final LettuceConnectionFactory factory;

	private final Duration timeout;

	// Those that may have run the script: who answers with an error, as with a
	// redirection
	// to another node, has not
	private final AtomicInteger transmissions = new AtomicInteger();

	LettuceScriptCall(StringRedisTemplate template, LettuceConnectionFactory factory, Duration timeout) {
		super(template);
		this.factory = factory;
		this.timeout = timeout;
	}

	/**
	 * Return whether the script may have run twice.
	 * @return whether it was sent again
	 */
	boolean isRepeated() {
		return this.transmissions.get() > 1;
	}

	@Override
	@SuppressWarnings("unchecked")
	protected <T extends @Nullable Object> T eval(RedisConnection connection, RedisScript<T> script, ReturnType type,
			int numKeys, byte[][] keysAndArgs, RedisSerializer<T> resultSerializer) {
		if (!(connection.getNativeConnection() instanceof BaseRedisAsyncCommands<?, ?> natively)) {
			return super.eval(connection, script, type, numKeys, keysAndArgs, resultSerializer);
		}
		BaseRedisAsyncCommands<byte[], byte[]> commands = (BaseRedisAsyncCommands<byte[], byte[]>) natively;
		boolean several = type == ReturnType.MULTI;
		try {
			return deserializeResult(resultSerializer, evaluate(commands, script, several, numKeys, keysAndArgs));
		}
		catch (RuntimeException ex) {
			DataAccessException translated = this.factory.translateExceptionIfPossible(ex);
			throw (translated != null) ? translated : ex;
		}
	}

	private Object evaluate(BaseRedisAsyncCommands<byte[], byte[]> commands, RedisScript<?> script, boolean several,
			int numKeys, byte[][] keysAndArgs) {
		try {
			return await(commands.dispatch(CommandType.EVALSHA, output(several),
					new Arguments(script.getSha1(), numKeys, keysAndArgs)));
		}
		catch (RedisNoScriptException ex) {
			return await(commands.dispatch(CommandType.EVAL, output(several),
					new Arguments(script.getScriptAsString(), numKeys, keysAndArgs)));
		}
	}

	@SuppressWarnings({ "rawtypes", "unchecked" })
	private CommandOutput<byte[], byte[], Object> output(boolean several) {
		return (CommandOutput) ((several) ? new ListOutput() : new SingleOutput());
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

	/**
	 * A reply that is one value.
	 */
	private final class SingleOutput extends ValueOutput<byte[], byte[]> {

		private SingleOutput() {
			super(ByteArrayCodec.INSTANCE);
		}

		@Override
		public void setError(ByteBuffer error) {
			LettuceScriptCall.this.transmissions.decrementAndGet();
			super.setError(error);
		}

	}

	/**
	 * A reply that is a list.
	 */
	private final class ListOutput extends NestedMultiOutput<byte[], byte[]> {

		private ListOutput() {
			super(ByteArrayCodec.INSTANCE);
		}

		@Override
		public void setError(ByteBuffer error) {
			LettuceScriptCall.this.transmissions.decrementAndGet();
			super.setError(error);
		}

	}

	/**
	 * What a script is called with. It is encoded each time that it is sent.
	 */
	private final class Arguments extends CommandArgs<byte[], byte[]> {

		private Arguments(String script, int numKeys, byte[][] keysAndArgs) {
			super(ByteArrayCodec.INSTANCE);
			add(script.getBytes(StandardCharsets.UTF_8));
			add(numKeys);
			addKeys(Arrays.copyOf(keysAndArgs, numKeys));
			addValues(Arrays.copyOfRange(keysAndArgs, numKeys, keysAndArgs.length));
		}

		@Override
		public void encode(ByteBuf buffer) {
			LettuceScriptCall.this.transmissions.incrementAndGet();
			super.encode(buffer);
		}

	}

}
