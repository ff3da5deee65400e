package io.github.locky.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on daemon threads: those of one key one after another, those of different
 * keys independently. With a key for each partition, a node of a cluster that does not
 * answer holds up its own partitions and no other. Idle threads end.
 */
public final class SerialExecutor implements AutoCloseable {

	private static final OneLineLog logger = OneLineLog.of(SerialExecutor.class);

	private static final long IDLE_SECONDS = 10;

	private final Map<Object, Queue<Runnable>> queues = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor executor;

	/**
	 * Create an executor.
	 * @param threadNamePrefix what the names of its threads begin with
	 */
	public SerialExecutor(String threadNamePrefix) {
		this(named(threadNamePrefix));
	}

	SerialExecutor(ThreadFactory threads) {
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads);
	}

	/**
	 * Create an executor for tasks that may take their time and have many keys.
	 * @param threadNamePrefix what the names of its threads begin with
	 * @param mostThreads how many threads it has at most
	 */
	public SerialExecutor(String threadNamePrefix, int mostThreads) {
		this.executor = new ThreadPoolExecutor(mostThreads, mostThreads, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), named(threadNamePrefix));
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static ThreadFactory named(String prefix) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> EngineThreads.create(task, prefix + number.incrementAndGet());
	}

	/**
	 * Run a task when those before it are done.
	 * @param key the key, by its {@code equals}
	 * @param task the task
	 * @throws RejectedExecutionException if this executor was closed
	 */
	public void execute(Object key, Runnable task) {
		this.queues.compute(key, (same, waiting) -> {
			Queue<Runnable> tasks = waiting;
			if (tasks == null) {
				EngineThreads.whenPossible(() -> this.executor.execute(() -> runAll(key)));
				tasks = new ArrayDeque<>();
			}
			tasks.add(task);
			return tasks;
		});
	}

	/**
	 * Run a task when those before it are done, or drop it if this executor was closed.
	 * @param key the key, by its {@code equals}
	 * @param task the task
	 */
	public void offer(Object key, Runnable task) {
		try {
			execute(key, task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Dropped a task of " + key + " after the end");
		}
	}

	/**
	 * Run a task after a while, or drop it if this executor was closed.
	 * @param key the key, by its {@code equals}
	 * @param task the task
	 * @param delay the time to let pass
	 */
	public void offerLater(Object key, Runnable task, Duration delay) {
		CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, (delayed) -> offer(key, delayed))
			.execute(task);
	}

	private void runAll(Object key) {
		for (Runnable task = next(key); task != null; task = next(key)) {
			try {
				task.run();
			}
			// What other languages than Java throw need not be declared
			catch (Exception | Error ex) {
				logger.error("Unexpected failure", ex);
			}
			// The next task is somebody else's
			if (!this.executor.isShutdown()) {
				Thread.interrupted();
			}
		}
	}

	// The queue goes with its last task
	private @Nullable Runnable next(Object key) {
		Runnable[] next = new Runnable[1];
		this.queues.computeIfPresent(key, (same, waiting) -> {
			next[0] = waiting.poll();
			return (next[0] != null) ? waiting : null;
		});
		return next[0];
	}

	/**
	 * Take no more tasks, and interrupt those that run.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
