package io.github.locky.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is told, one message after another on a thread of its own, so that
 * nobody who locks runs what others do about it. To wake that thread costs more than a
 * lock; so it looks for a while by itself before it sleeps.
 */
final class MemorySubscription implements StoreSubscription {

	private static final OneLineLog logger = OneLineLog.of(MemorySubscription.class);

	private static final int MOST_MESSAGES = 10_000;

	private static final int MOST_ENTRIES = 100;

	private static final int NAPS = 20;

	private static final long NAP = 50_000;

	private final StoreListener listener;

	private final boolean journal;

	private final Consumer<MemorySubscription> onClose;

	private final Queue<Object> messages = new ConcurrentLinkedQueue<>();

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
	void tell(JournalMessage message) {
		if (!this.journal) {
			return;
		}
		if (this.count.get() >= MOST_MESSAGES) {
			this.missed = true;
			return;
		}
		add(message);
	}

	/**
	 * Tell what is asked, if what is journaled is wanted, too. To be followed by
	 * {@link #wake}.
	 * @param request the request
	 */
	void tell(ReleaseRequest request) {
		if (this.journal && this.count.get() < MOST_MESSAGES) {
			add(request);
		}
	}

	/**
	 * Tell something that nobody else tells. To be followed by {@link #wake}.
	 * @param letter the letter
	 */
	void post(MemoryCall.Letter letter) {
		add(letter);
	}

	private void add(Object message) {
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
		try {
			if (this.missed) {
				this.missed = false;
				this.listener.onSubscribed();
				return true;
			}
			Object message = poll();
			if (message instanceof JournalMessage page) {
				this.listener.onJournaled(withThoseBehind(page));
			}
			else if (message instanceof ReleaseRequest request) {
				this.listener.onReleaseRequested(request);
			}
			else if (message instanceof MemoryCall.Letter letter) {
				letter.deliver(this.listener);
			}
			return message != null;
		}
		catch (RuntimeException | Error ex) {
			logger.error("Unexpected failure", ex);
			return true;
		}
	}

	private @Nullable Object poll() {
		Object message = this.messages.poll();
		if (message != null) {
			this.count.decrementAndGet();
		}
		return message;
	}

	// What was journaled one after another is one page
	private JournalMessage withThoseBehind(JournalMessage first) {
		if (!(this.messages.peek() instanceof JournalMessage)) {
			return first;
		}
		List<JournalEntry> entries = new ArrayList<>(first.entries());
		while (entries.size() < MOST_ENTRIES && this.messages.peek() instanceof JournalMessage next
				&& next.before() == entries.get(entries.size() - 1).id()) {
			entries.addAll(next.entries());
			poll();
		}
		return new JournalMessage(first.partition(), first.before(), entries);
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
