package io.github.locky.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on daemon threads: those of one stripe one after another, those of different
 * stripes independently. With a stripe for each partition, a node of a cluster that does
 * not answer holds up its own partitions and no other. Idle threads end.
 */
public final class StripedExecutor implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(StripedExecutor.class);

	private static final long IDLE_SECONDS = 10;

	private final Map<Object, Queue<Runnable>> stripes = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor executor;

	/**
	 * Create an executor.
	 * @param daemons makes the threads
	 * @param threadNamePrefix what their names begin with
	 */
	public StripedExecutor(Daemons daemons, String threadNamePrefix) {
		AtomicInteger number = new AtomicInteger();
		ThreadFactory threads = (task) -> daemons.create(task, threadNamePrefix + number.incrementAndGet());
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads, new ThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * Run a task when those before it are done. After the executor was closed, tasks are
	 * dropped.
	 * @param stripe the stripe, by its {@code equals}
	 * @param task the task
	 */
	public void execute(Object stripe, Runnable task) {
		this.stripes.compute(stripe, (key, waiting) -> {
			Queue<Runnable> tasks = waiting;
			if (tasks == null) {
				tasks = new ArrayDeque<>();
				this.executor.execute(() -> runAll(stripe));
			}
			tasks.add(task);
			return tasks;
		});
	}

	private void runAll(Object stripe) {
		for (Runnable task = next(stripe); task != null; task = next(stripe)) {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Unexpected failure", ex);
			}
		}
	}

	// The stripe goes with its last task
	private @Nullable Runnable next(Object stripe) {
		Runnable[] next = new Runnable[1];
		this.stripes.computeIfPresent(stripe, (key, waiting) -> {
			next[0] = waiting.poll();
			return (next[0] != null) ? waiting : null;
		});
		return next[0];
	}

	/**
	 * Take no more tasks, and give those that run a moment to end before they are
	 * interrupted.
	 * @param patience how long to wait
	 */
	public void close(Duration patience) {
		this.executor.shutdown();
		try {
			this.executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.executor.shutdownNow();
	}

	/**
	 * Take no more tasks, and interrupt those that run.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
