package io.github.locky;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import io.github.locky.store.redis.RedisStoreSettings;

/**
 * Contends for a lock with many threads, and says how often each of them had it.
 */
public final class ContenderMain {

	static final int THREADS = 32;

	private static final Duration DURATION = Duration.ofSeconds(4);

	private ContenderMain() {
	}

	/**
	 * Print {@code ready}, wait for a line, contend, print {@code turns} and their number
	 * for each thread.
	 * @param args host and port of Redis, whether to publish events
	 */
	public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
		LockyInstance.Options options = LockyInstance.Options.DEFAULT.pollInterval(Duration.ofSeconds(1));
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try (LockyInstance instance = LockyInstance.start(args[0], Integer.parseInt(args[1]),
				RedisStoreSettings.defaults(), (Boolean.parseBoolean(args[2])) ? options : options.withoutEvents())) {
			instance.locky().lock(LockRequest.of("warm-up").waitAtMost(Duration.ofSeconds(1)));
			System.out.println("ready");
			System.in.read();
			long end = System.nanoTime() + DURATION.toNanos();
			List<Future<Long>> turns = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				turns.add(threads.submit(() -> contend(instance.locky(), end)));
			}
			List<Long> counts = new ArrayList<>();
			for (Future<Long> future : turns) {
				counts.add(future.get());
			}
			System.out.println("turns " + counts.stream().map(String::valueOf).collect(Collectors.joining(" ")));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static long contend(LockyOperations locky, long end) {
		LockRequest request = LockRequest.of("contended")
			.ttl(Duration.ofSeconds(30))
			.waitAtMost(Duration.ofSeconds(20));
		long count = 0;
		do {
			locky.execute(request, Lease::isValid);
			count++;
		}
		while (System.nanoTime() - end < 0);
		return count;
	}

}
