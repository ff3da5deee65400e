package io.github.locky.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * Makes the threads that Locky owns. They vouch for locks, so they are platform threads
 * also where those of the application are virtual, as virtual ones would wait for the
 * application's computations; and none keeps the virtual machine alive.
 */
public final class EngineThreads {

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

	static Thread start(Runnable task, String name) {
		Thread thread = create(task, name);
		thread.start();
		return thread;
	}

	static void pause(long nanos) {
		LockSupport.parkNanos(nanos);
	}

}
