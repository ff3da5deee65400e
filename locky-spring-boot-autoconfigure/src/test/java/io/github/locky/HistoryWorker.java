package io.github.locky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.store.redis.RedisStoreSettings;
import io.github.locky.testing.RedisSentinels;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process of {@link HistoryTests}: locks, refreshes and unlocks at random and writes
 * down what it was told, until it has taken so many locks or is told to end, and crashes.
 */
public final class HistoryWorker {

	private static final int RESOURCES = 5;

	private final LockyOperations locky;

	private final String locker;

	private final Path file;

	private final Random random;

	private final Disconnections disconnections = new Disconnections();

	private int locks;

	private HistoryWorker(LockyOperations locky, String locker, Path file) {
		this.locky = locky;
		this.locker = locker;
		this.file = file;
		this.random = new Random(locker.hashCode());
	}

	/**
	 * Start a worker.
	 * @param args Redis as {@link #connectionFactory} takes it, locker, file to write to,
	 * how many locks to take
	 */
	public static void main(String[] args) {
		AtomicBoolean running = new AtomicBoolean(true);
		WorkerProcess.onEnd(() -> running.set(false));
		LettuceConnectionFactory connectionFactory = connectionFactory(args[0]);
		LockyInstance instance = LockyInstance.start(connectionFactory, settings());
		HistoryWorker worker = new HistoryWorker(instance.locky(), args[1], Path.of(args[2]));
		connectionFactory.getRequiredNativeClient().addListener(worker.disconnections);
		int locks = Integer.parseInt(args[3]);
		while (running.get() && worker.locks < locks) {
			worker.round();
		}
		// Whatever it holds now runs out
		Runtime.getRuntime().halt(0);
	}

	/**
	 * Return settings with which no journal is trimmed.
	 * @return the settings
	 */
	static RedisStoreSettings settings() {
		RedisStoreSettings defaults = RedisStoreSettings.defaults();
		return new RedisStoreSettings(defaults.keyPrefix(), defaults.partitions(), 100_000_000, null, null, null);
	}

	/**
	 * Connect to Redis.
	 * @param addresses {@code host:port}, or several of sentinels separated by commas
	 * @return a connection factory
	 */
	static LettuceConnectionFactory connectionFactory(String addresses) {
		if (addresses.contains(",")) {
			return new LettuceConnectionFactory(
					new RedisSentinelConfiguration(RedisSentinels.MASTER, Set.of(addresses.split(","))),
					LockyInstance.client());
		}
		String[] address = addresses.split(":");
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration(address[0], Integer.parseInt(address[1])),
				LockyInstance.client());
	}

	private void round() {
		String resource = "shared:" + this.random.nextInt(RESOURCES);
		Duration ttl = Duration.ofMillis(20 + this.random.nextInt(1500));
		LockRequest request = LockRequest.of(resource, this.locker).ttl(ttl);
		try {
			Lease lease = this.locky.tryAcquire((this.random.nextInt(12) == 0) ? request.force() : request)
				.orElse(null);
			if (lease != null) {
				use(lease, resource);
			}
		}
		catch (DataAccessException ex) {
			// Not known, so nothing to write down
		}
		LockSupport.parkNanos(this.random.nextInt(3_000_000));
	}

	private void use(Lease lease, String resource) {
		this.locks++;
		long token = lease.fencingToken();
		write("locked " + resource + " " + token);
		LockSupport.parkNanos(this.random.nextInt(30_000_000));
		if (this.random.nextBoolean()) {
			lease.refresh();
		}
		if (this.random.nextInt(8) > 0) {
			int before = this.disconnections.count();
			boolean released = lease.release();
			// A release that is sent again counts what is gone by then as released
			if (released && this.disconnections.count() == before) {
				write("unlocked " + resource + " " + token);
			}
		}
	}

	private void write(String line) {
		try {
			Files.writeString(this.file, line + " " + this.locker + "\n", StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Disconnections implements RedisConnectionStateListener {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			this.count.incrementAndGet();
		}

		int count() {
			return this.count.get();
		}

	}

}
