package io.github.locky.store.memory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is told, one message after another on a thread of its own, so that
 * nobody who locks runs what others do about it. To wake that thread costs more than a
 * lock; so it looks for a while by itself before it sleeps.
 */
final class MemorySubscription implements StoreSubscription {

	private static final Log logger = LogFactory.getLog(MemorySubscription.class);

	private static final int MOST_MESSAGES = 10_000;

	private static final int NAPS = 20;

	private static final long NAP = 50_000;

	private final StoreListener listener;

	private final boolean journal;

	private final Consumer<MemorySubscription> onClose;

	private final Queue<Consumer<StoreListener>> messages = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final Thread thread = new Thread(this::run, "locky-memory-subscription");

	private volatile boolean asleep;

	private volatile boolean missed = true;

	private volatile boolean open = true;

	/**
	 * Create a subscription that is not open yet.
	 * @param listener who is told
	 * @param journal whether of what is journaled, too
	 * @param onClose called when the subscription is closed
	 */
	MemorySubscription(StoreListener listener, boolean journal, Consumer<MemorySubscription> onClose) {
		this.listener = listener;
		this.journal = journal;
		this.onClose = onClose;
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Tell what was journaled, if that is wanted. To be followed by {@link #wake}, when
	 * the locks are no longer held.
	 * @param message the message
	 */
	void tell(Consumer<StoreListener> message) {
		if (!this.journal) {
			return;
		}
		if (this.count.get() >= MOST_MESSAGES) {
			this.missed = true;
			return;
		}
		post(message);
	}

	/**
	 * Tell something that nobody else tells. To be followed by {@link #wake}.
	 * @param message the message
	 */
	void post(Consumer<StoreListener> message) {
		this.messages.add(message);
		this.count.incrementAndGet();
	}

	/**
	 * Let what was told be delivered.
	 */
	void wake() {
		if (this.asleep) {
			this.asleep = false;
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Let what was told be delivered at once.
	 */
	void wakeNow() {
		LockSupport.unpark(this.thread);
	}

	private void run() {
		int naps = 0;
		while (this.open) {
			if (deliver()) {
				naps = 0;
			}
			else if (naps < NAPS) {
				naps++;
				LockSupport.parkNanos(this, NAP);
			}
			else {
				sleep();
				naps = 0;
			}
		}
	}

	private void sleep() {
		this.asleep = true;
		if (this.messages.isEmpty() && this.open) {
			LockSupport.park(this);
		}
		this.asleep = false;
	}

	private boolean deliver() {
		Consumer<StoreListener> message = next();
		if (message == null) {
			return false;
		}
		try {
			message.accept(this.listener);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Unexpected failure", ex);
		}
		return true;
	}

	private @Nullable Consumer<StoreListener> next() {
		if (this.missed) {
			this.missed = false;
			return StoreListener::onSubscribed;
		}
		Consumer<StoreListener> message = this.messages.poll();
		if (message != null) {
			this.count.decrementAndGet();
		}
		return message;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		this.onClose.accept(this);
		this.open = false;
		LockSupport.unpark(this.thread);
	}

}
