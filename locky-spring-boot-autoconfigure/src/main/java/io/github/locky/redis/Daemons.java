package io.github.locky.redis;

import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do not keep the virtual machine alive.
 */
final class Daemons {

	private Daemons() {
	}

	static Thread start(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	static void pause(long nanos) {
		LockSupport.parkNanos(nanos);
	}

}
