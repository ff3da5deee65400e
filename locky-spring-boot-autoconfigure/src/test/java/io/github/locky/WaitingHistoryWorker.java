package io.github.locky;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.observation.LockyObservationContext;
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.redis.RedisStoreSettings;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.dao.DataAccessException;

/**
 * A process of {@link WaitingHistoryTests}: a few threads that wait for the same
 * resources as those of other processes, hold them for a moment and write down what they
 * were told, until it is told to end.
 */
public final class WaitingHistoryWorker {

	static final int THREADS = 3;

	private static final Duration PATIENCE = Duration.ofHours(1);

	private final List<String> resources;

	private final LockyOperations locky;

	private final OutputStream file;

	private final Duration ttl;

	private volatile boolean running = true;

	private WaitingHistoryWorker(LockyInstance instance, List<String> resources, OutputStream file, Duration ttl) {
		this.locky = instance.locky();
		this.resources = resources;
		this.file = file;
		this.ttl = ttl;
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new RefusalHandler());
		instance.observe(observations);
	}

	/**
	 * Start a worker.
	 * @param args host and port of Redis, name of the worker, file to write to,
	 * milliseconds after which waiters look by themselves, those that locks live (0: for
	 * ever), then the resources
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		LockyInstance.Options options = LockyInstance.Options.DEFAULT.withoutEvents()
			.pollInterval(Duration.ofMillis(Long.parseLong(args[4])));
		try (OutputStream file = new FileOutputStream(Path.of(args[3]).toFile());
				LockyInstance instance = LockyInstance.start(args[0], Integer.parseInt(args[1]),
						RedisStoreSettings.defaults(), options)) {
			WaitingHistoryWorker worker = new WaitingHistoryWorker(instance, List.of(args).subList(6, args.length),
					file, Duration.ofMillis(Long.parseLong(args[5])));
			WorkerProcess.onEnd(() -> worker.running = false);
			worker.run(args[2]);
		}
	}

	/**
	 * Return the lockers of a worker.
	 * @param name the name of the worker
	 * @return the locker of each thread
	 */
	static List<String> lockers(String name) {
		List<String> lockers = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			lockers.add(name + "/" + i);
		}
		return lockers;
	}

	private void run(String name) throws InterruptedException {
		List<Thread> threads = lockers(name).stream().map((locker) -> new Thread(() -> work(locker), locker)).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private void work(String locker) {
		Random random = new Random(locker.hashCode());
		while (this.running) {
			turn(this.resources.get(random.nextInt(this.resources.size())), locker, random);
		}
	}

	private void turn(String resource, String locker, Random random) {
		LockRequest request = LockRequest.of(resource, locker).waitAtMost(PATIENCE);
		write("began", resource, locker, 0);
		try {
			Lease lease = this.locky.tryAcquire((this.ttl.isZero()) ? request : request.ttl(this.ttl)).orElse(null);
			if (lease == null) {
				write("gave-up", resource, locker, 0);
				return;
			}
			write("granted", resource, locker, lease.fencingToken());
			LockSupport.parkNanos(random.nextInt(1_000_000));
			write("releasing", resource, locker, lease.fencingToken());
			write((lease.release()) ? "released" : "lost", resource, locker, lease.fencingToken());
		}
		catch (DataAccessException ex) {
			ex.printStackTrace();
			write("failed", resource, locker, 0);
		}
	}

	private void write(String word, String resource, String locker, long token) {
		long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
		String line = word + " " + resource + " " + locker + " " + micros + " " + token + "\n";
		try {
			this.file.write(line.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Writes down when a waiting call asked and was refused: then its instance stands in
	 * the queue.
	 */
	private final class RefusalHandler implements ObservationHandler<LockyObservationContext> {

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof LockyObservationContext;
		}

		@Override
		public void onStart(LockyObservationContext context) {
			if (context.getOperation() == LockyObservationDocumentation.LOCK) {
				write("asked", context);
			}
		}

		@Override
		public void onStop(LockyObservationContext context) {
			if (context.getOperation() == LockyObservationDocumentation.LOCK
					&& context.getOutcome() == LockyOutcome.NOT_ACQUIRED) {
				write("refused", context);
			}
		}

		private void write(String word, LockyObservationContext context) {
			WaitingHistoryWorker.this.write(word, context.getResources().get(0), String.valueOf(context.getLocker()),
					0);
		}

	}

}
