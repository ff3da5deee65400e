package io.github.locky.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.store.OneLineLog;

/**
 * Makes the threads that Locky owns. They vouch for locks, so they are platform threads
 * also where those of the application are virtual, as virtual ones would wait for the
 * application's computations; and none keeps the virtual machine alive.
 */
public final class EngineThreads {

	private static final OneLineLog logger = OneLineLog.of(EngineThreads.class);

	private EngineThreads() {
	}

	/**
	 * Make a thread.
	 * @param task what it runs
	 * @param name its name
	 * @return a thread that was not started
	 */
	public static Thread create(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Start something that needs a thread, and try again each second as long as the
	 * machine has none for it.
	 * @param start starts it, or fails as the machine does
	 */
	static void whenPossible(Runnable start) {
		try {
			start.run();
		}
		catch (OutOfMemoryError ex) {
			logger.error("No thread could be started, will be tried again", ex);
			CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run).execute(() -> whenPossible(start));
		}
	}

	static Thread start(Runnable task, String name) {
		Thread thread = create(task, name);
		thread.start();
		return thread;
	}

	static void pause(long nanos) {
		LockSupport.parkNanos(nanos);
	}

}
