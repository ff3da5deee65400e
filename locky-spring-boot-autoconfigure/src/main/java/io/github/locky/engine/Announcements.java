package io.github.locky.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.locky.HeldLock;
import io.github.locky.engine.expiry.ExpiryWarnings;
import io.github.locky.engine.journal.JournalFollowers;
import io.github.locky.store.LockStore;
import io.github.locky.store.ReleaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What listeners are told that is no transition, and not in a journal: it may be missed.
 */
final class Announcements {

	private static final int MOST_REQUESTS = 1000;

	private final SerialExecutor executor;

	private final JournalFollowers followers;

	private final TransitionListener listener;

	private final @Nullable ExpiryWarnings warnings;

	private final AtomicInteger requests = new AtomicInteger();

	/**
	 * Create.
	 * @param store the store
	 * @param executor runs the listener
	 * @param followers hand on transitions, at other times
	 * @param listener who is told
	 * @param expiryWarning how long before their end locks are told of; {@code null} if
	 * they are not
	 */
	Announcements(LockStore store, SerialExecutor executor, JournalFollowers followers, TransitionListener listener,
			@Nullable Duration expiryWarning) {
		this.executor = executor;
		this.followers = followers;
		this.listener = listener;
		this.warnings = (expiryWarning != null)
				? new ExpiryWarnings(store, executor, expiryWarning, this::onExpiresSoon) : null;
	}

	private void onExpiresSoon(HeldLock lock) {
		Duration remaining = lock.remaining();
		if (remaining != null) {
			this.followers.tell(() -> this.listener.onExpiresSoon(lock, remaining));
		}
	}

	/**
	 * Somebody asks the holder of a resource to release it. Returns at once.
	 * @param request what is asked
	 */
	void onReleaseRequested(ReleaseRequest request) {
		if (this.requests.incrementAndGet() > MOST_REQUESTS) {
			this.requests.decrementAndGet();
			return;
		}
		this.executor.offer(this, () -> {
			this.requests.decrementAndGet();
			this.followers.tell(() -> this.listener.onReleaseRequested(request));
		});
	}

	/**
	 * A partition was polled. Returns at once.
	 * @param partition the partition
	 */
	void onPoll(int partition) {
		if (this.warnings != null) {
			this.warnings.onPoll(partition);
		}
	}

}
