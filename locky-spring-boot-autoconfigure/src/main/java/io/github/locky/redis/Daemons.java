package io.github.locky.redis;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Makes the threads that Locky owns: none keeps the virtual machine alive, and on request
 * all are virtual.
 */
public final class Daemons {

	private final ThreadFactory factory;

	/**
	 * Create.
	 * @param virtual whether to make virtual threads, which takes Java 21
	 */
	public Daemons(boolean virtual) {
		this.factory = (virtual) ? new VirtualThreadTaskExecutor().getVirtualThreadFactory() : Daemons::platformThread;
	}

	private static Thread platformThread(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Make a thread.
	 * @param task what it runs
	 * @param name its name
	 * @return a thread that was not started
	 */
	public Thread create(Runnable task, String name) {
		Thread thread = this.factory.newThread(task);
		thread.setName(name);
		return thread;
	}

	Thread start(Runnable task, String name) {
		Thread thread = create(task, name);
		thread.start();
		return thread;
	}

	static void pause(long nanos) {
		LockSupport.parkNanos(nanos);
	}

}
