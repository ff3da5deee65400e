package io.github.locky.engine;

import java.time.Duration;

import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.StoreListener;
import io.github.locky.store.StoreSubscription;
import io.github.locky.store.SubscriptionRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the one subscription of an instance open as long as it is needed. If it is
 * refused Locky works without it, if slower: that is not the store being away.
 */
final class SubscriptionKeeper {

	private static final OneLineLog logger = OneLineLog.of(SubscriptionKeeper.class);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	private static final Duration REFUSED_RETRY_INTERVAL = Duration.ofMinutes(1);

	private final LockStore store;

	private final SerialExecutor executor;

	private final StoreAvailability availability;

	private final StoreListener listener;

	private final boolean journal;

	private volatile boolean needed;

	private volatile boolean refused;

	private volatile @Nullable StoreSubscription subscription;

	private boolean closed;

	SubscriptionKeeper(LockStore store, SerialExecutor executor, StoreAvailability availability, StoreListener listener,
			boolean journal) {
		this.store = store;
		this.executor = executor;
		this.availability = availability;
		this.listener = listener;
		this.journal = journal;
	}

	/**
	 * Keep it open from now on. Returns at once.
	 */
	void need() {
		if (!this.needed) {
			this.needed = true;
			this.executor.offer(this, this::open);
		}
	}

	/**
	 * Keep it open from now on, and wait for the first attempt.
	 */
	void needNow() {
		this.needed = true;
		open();
	}

	/**
	 * It need not be open.
	 */
	void needNoMore() {
		if (this.needed) {
			this.needed = false;
			this.executor.offer(this, this::closeUnlessNeeded);
		}
	}

	private synchronized void open() {
		if (this.closed || !this.needed || this.subscription != null) {
			return;
		}
		try {
			this.subscription = this.store.subscribe(this.listener, this.journal);
			this.refused = false;
			this.availability.succeeded(this);
		}
		catch (SubscriptionRefusedException ex) {
			if (!this.refused) {
				logger.warn(ex.getMessage() + ": events are heard with up to a second of delay");
			}
			this.refused = true;
			this.executor.offerLater(this, this::open, REFUSED_RETRY_INTERVAL);
		}
		catch (RuntimeException | Error ex) {
			this.availability.failed(this, ex);
			this.executor.offerLater(this, this::open, RETRY_INTERVAL);
		}
	}

	private synchronized void closeUnlessNeeded() {
		if (!this.needed) {
			closeSubscription();
		}
	}

	/**
	 * Close it for good.
	 */
	synchronized void close() {
		this.closed = true;
		closeSubscription();
	}

	private void closeSubscription() {
		StoreSubscription subscription = this.subscription;
		this.subscription = null;
		if (subscription != null) {
			subscription.close();
		}
	}

	EngineStatus.Subscription status() {
		if (!this.needed) {
			return EngineStatus.Subscription.NOT_NEEDED;
		}
		if (this.refused) {
			return EngineStatus.Subscription.POLLING;
		}
		StoreSubscription subscription = this.subscription;
		return (subscription != null && subscription.isOpen()) ? EngineStatus.Subscription.OPEN
				: EngineStatus.Subscription.CLOSED;
	}

}
