package io.github.locky.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultScriptExecutor;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.core.script.ScriptExecutor;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts on a partition, and again while a cluster is moving the slot they need. An
 * interruption of the thread keeps no script from running and loses no reply, but for
 * {@linkplain #runInterruptibly those of calls that can be undone}.
 */
final class ScriptRunner {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final Duration REPETITION_MARGIN = Duration.ofSeconds(10);

	private static final Duration LONGEST_REPETITION_TIME = Duration.ofMinutes(10);

	private final StringRedisTemplate template;

	private final ScriptExecutor<String> executor;

	private final Duration timeout;

	private final Duration repetitionTime;

	private final long journalLength;

	private final String journalLengthArgument;

	ScriptRunner(StringRedisTemplate template, Duration timeout, RedisStoreSettings settings) {
		this.template = template;
		this.executor = new DefaultScriptExecutor<>(template);
		this.timeout = timeout;
		this.repetitionTime = repetitionTime(timeout, settings.replication());
		this.journalLength = settings.journalLength();
		this.journalLengthArgument = String.valueOf(this.journalLength);
	}

	// A driver sends again until the command time-out, which is for ever if it is zero,
	// and what it has sent may arrive late
	private static Duration repetitionTime(Duration timeout, @Nullable ReplicationSettings replication) {
		Duration time = timeout.plus((replication != null) ? replication.timeout() : Duration.ZERO)
			.plus(REPETITION_MARGIN);
		return (timeout.toMillis() <= 0 || time.compareTo(LONGEST_REPETITION_TIME) > 0) ? LONGEST_REPETITION_TIME
				: time;
	}

	/**
	 * Run a script on locks of one partition.
	 * @param <T> the type of the reply
	 * @param script the script
	 * @param keyspace the keyspace
	 * @param partition the partition of all the resources
	 * @param resources the resources whose keys the script touches
	 * @param arguments the arguments of this script
	 * @return the reply
	 */
	<T> T run(RedisScript<T> script, Keyspace keyspace, int partition, List<String> resources, List<String> arguments) {
		return runOnKeys(script, keyspace, partition, keyspace.keys(partition, resources), arguments);
	}

	/**
	 * Run a script on locks of one partition whose reply depends on whether it has run
	 * before.
	 * @param <T> the type of the reply
	 * @param script the script
	 * @param keyspace the keyspace
	 * @param partition the partition of all the resources
	 * @param resources the resources whose keys the script touches
	 * @param arguments the arguments of this script
	 * @return the reply, and whether the call was sent again
	 */
	<T> Reply<T> call(RedisScript<T> script, Keyspace keyspace, int partition, List<String> resources,
			List<String> arguments) {
		return run(script, RedisSerializer.string(), keyspace.keys(partition, resources),
				withHead(keyspace, partition, arguments));
	}

	/**
	 * Run a script on one partition, unless the thread is interrupted. If that happens
	 * meanwhile, it is not known whether the script has run.
	 * @param <T> the type of the reply
	 * @param script the script
	 * @param keyspace the keyspace
	 * @param partition the partition of all the keys
	 * @param keys the keys the script touches
	 * @param arguments the arguments of this script
	 * @return the reply
	 */
	@SuppressWarnings("unchecked")
	<T> T runInterruptibly(RedisScript<T> script, Keyspace keyspace, int partition, List<String> keys,
			List<String> arguments) {
		return run(this.executor, false, script, (RedisSerializer<T>) RedisSerializer.string(), keys,
				withHead(keyspace, partition, arguments));
	}

	/**
	 * Run a script on one partition that touches more than locks.
	 * @param <T> the type of the reply
	 * @param script the script
	 * @param keyspace the keyspace
	 * @param partition the partition of all the keys
	 * @param keys the keys the script touches
	 * @param arguments the arguments of this script
	 * @return the reply
	 */
	<T> T runOnKeys(RedisScript<T> script, Keyspace keyspace, int partition, List<String> keys,
			List<String> arguments) {
		return run(script, RedisSerializer.string(), keys, withHead(keyspace, partition, arguments)).value();
	}

	/**
	 * Run a script whose reply holds text that is to be cut at bytes.
	 * @param script the script
	 * @param keyspace the keyspace
	 * @param partition the partition
	 * @param arguments the arguments of this script
	 * @return the reply, with {@code byte[]} for each string
	 */
	List<?> runForBytes(RedisScript<List> script, Keyspace keyspace, int partition, List<String> arguments) {
		return run(script, RedisSerializer.byteArray(), keyspace.keys(partition, List.of()),
				withHead(keyspace, partition, arguments))
			.value();
	}

	/**
	 * Run a script that is not about a partition.
	 * @param <T> the type of the reply
	 * @param script the script
	 * @param key the key it touches
	 * @param argument its argument
	 * @return the reply
	 */
	<T> T run(RedisScript<T> script, String key, String argument) {
		return run(script, RedisSerializer.string(), List.of(key), argument).value();
	}

	/**
	 * Return the length to which journals are trimmed.
	 * @return the number of entries
	 */
	long getJournalLength() {
		return this.journalLength;
	}

	/**
	 * Return how long after a call what was sent is expected to be sent again.
	 * @return the time to remember a call for
	 */
	Duration getRepetitionTime() {
		return this.repetitionTime;
	}

	Object[] withHead(Keyspace keyspace, int partition, List<String> arguments) {
		Object[] all = new Object[4 + arguments.size()];
		all[0] = keyspace.channel();
		all[1] = keyspace.mailPrefix();
		all[2] = String.valueOf(partition);
		all[3] = this.journalLengthArgument;
		for (int i = 0; i < arguments.size(); i++) {
			all[4 + i] = arguments.get(i);
		}
		return all;
	}

	@SuppressWarnings("unchecked")
	private <T> Reply<T> run(RedisScript<T> script, RedisSerializer<?> resultSerializer, List<String> keys,
			Object... arguments) {
		LettuceScriptCall call = ConnectionFactories.lettuceScriptCall(this.template, this.timeout);
		T value = run((call != null) ? call : this.executor, true, script, (RedisSerializer<T>) resultSerializer, keys,
				arguments);
		return new Reply<>(value, call != null && call.isRepeated());
	}

	private <T> T run(ScriptExecutor<String> executor, boolean uninterruptibly, RedisScript<T> script,
			RedisSerializer<T> resultSerializer, List<String> keys, Object... arguments) {
		long start = System.nanoTime();
		long pause = FIRST_PAUSE;
		boolean interrupted = false;
		try {
			while (true) {
				interrupted |= uninterruptibly && Thread.interrupted();
				try {
					return executor.execute(script, RedisSerializer.string(), resultSerializer, keys, arguments);
				}
				catch (IllegalStateException ex) {
					throw new StoreClosedException(ex);
				}
				catch (DataAccessException ex) {
					if (!isTryAgain(ex) || System.nanoTime() - start + pause > this.timeout.toNanos()) {
						throw ex;
					}
					LockSupport.parkNanos(pause);
					if (!uninterruptibly && Thread.currentThread().isInterrupted()) {
						throw ex;
					}
					pause = Math.min(2 * pause, LONGEST_PAUSE);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static boolean isTryAgain(DataAccessException ex) {
		@Nullable String message = NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
		return message != null && message.startsWith("TRYAGAIN");
	}

	/**
	 * What a script replied.
	 *
	 * @param <T> the type of the reply
	 * @param value the reply
	 * @param repeated whether the script may have run before, as the call was sent again
	 */
	record Reply<T>(T value, boolean repeated) {
	}

}
