package io.github.locky.store.memory;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.github.locky.store.InstanceId;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Locks in memory, and the instances that work on them: those that share a database
 * exclude and hear each other. It is to instances in one virtual machine what a Redis is
 * to others.
 */
public final class MemoryDatabase {

	private final MovableClock clock;

	// Held for less than a microsecond: whoever comes meanwhile had better not sleep
	private final ReentrantLock lock = new ReentrantLock();

	private final LockTable table = new LockTable();

	private final DeadlineIndex deadlines = new DeadlineIndex();

	private final MemoryJournal journal = new MemoryJournal();

	private final ForcedCalls forcedCalls = new ForcedCalls();

	private final Collection<MemorySubscription> subscriptions = new CopyOnWriteArrayList<>();

	private final Map<String, MemorySubscription> mailboxes = new ConcurrentHashMap<>();

	/**
	 * Create a database of its own, without any locks.
	 */
	public MemoryDatabase() {
		this(new MovableClock());
	}

	/**
	 * Create a database of its own, without any locks.
	 * @param clock the clock by which locks live
	 */
	public MemoryDatabase(MovableClock clock) {
		this.clock = clock;
	}

	/**
	 * Return the clock by which locks live.
	 * @return the clock
	 */
	public MovableClock clock() {
		return this.clock;
	}

	/**
	 * Do something to the locks that nobody else sees in part.
	 * @param <T> the type of the result
	 * @param journalLength how many entries the journal keeps
	 * @param action what to do
	 * @return the result
	 */
	<T extends @Nullable Object> T call(long journalLength, Function<MemoryCall, T> action) {
		MemoryCall call;
		T result;
		lock();
		try {
			call = new MemoryCall(this.table, this.deadlines, this.journal, this.forcedCalls, journalLength,
					this.clock.millis());
			try {
				result = action.apply(call);
			}
			finally {
				tell(call);
			}
		}
		finally {
			this.lock.unlock();
		}
		wake(call);
		return result;
	}

	private void lock() {
		for (int i = 0; i < 100; i++) {
			if (this.lock.tryLock()) {
				return;
			}
			Thread.onSpinWait();
		}
		this.lock.lock();
	}

	// Under the lock, so that everybody is told in the order in which it happened
	private void tell(MemoryCall call) {
		JournalMessage message = call.message();
		if (message != null) {
			for (MemorySubscription subscription : this.subscriptions) {
				subscription.tell(message);
			}
		}
		ReleaseRequest request = call.request();
		if (request != null) {
			this.subscriptions.forEach((subscription) -> subscription.tell(request));
		}
		for (MemoryCall.Letter letter : call.letters()) {
			MemorySubscription mailbox = this.mailboxes.get(letter.to());
			if (mailbox != null) {
				mailbox.post(letter);
			}
		}
	}

	private void wake(MemoryCall call) {
		if (call.message() != null || call.request() != null) {
			for (MemorySubscription subscription : this.subscriptions) {
				subscription.wake();
			}
		}
		for (MemoryCall.Letter letter : call.letters()) {
			MemorySubscription mailbox = this.mailboxes.get(letter.to());
			if (mailbox != null) {
				mailbox.wakeNow();
			}
		}
	}

	StoreSubscription subscribe(InstanceId instance, StoreListener listener, boolean journal) {
		MemorySubscription subscription = new MemorySubscription(listener, journal, (closed) -> {
			this.subscriptions.remove(closed);
			this.mailboxes.remove(instance.value(), closed);
		});
		this.mailboxes.put(instance.value(), subscription);
		this.subscriptions.add(subscription);
		subscription.start();
		return subscription;
	}

}
