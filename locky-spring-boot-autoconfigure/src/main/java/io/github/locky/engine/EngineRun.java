package io.github.locky.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.github.locky.engine.expiry.ExpirySweeper;
import io.github.locky.engine.journal.JournalFollowers;
import io.github.locky.engine.lease.Leases;
import io.github.locky.engine.waiting.Waiters;
import io.github.locky.store.Diagnosis;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.JournalMessage;
import io.github.locky.store.LockStore;
import io.github.locky.store.PollResult;
import io.github.locky.store.ReleaseRequest;
import io.github.locky.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * What an engine does between start and stop: keeps a subscription, sweeps, and passes on
 * what the store tells to who has to know: the followers of the journals, the waiters and
 * the leases.
 */
final class EngineRun implements StoreListener {

	private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(5);

	private static final long RETRY_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final Duration UNUSED_SUBSCRIPTION = Duration.ofSeconds(10);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final LockStore store;

	private final StoreAvailability availability;

	private final @Nullable JournalFollowers followers;

	private final Waiters waiters;

	private final Leases leases;

	private final Runnable onMissed;

	private final @Nullable Announcements announcements;

	private final SubscriptionKeeper subscription;

	private final ExpirySweeper sweeper;

	private final CompletableFuture<@Nullable Void> firstAttempt = new CompletableFuture<>();

	private @Nullable Thread connectThread;

	private @Nullable Thread sweeperThread;

	private volatile long mailNeeded = System.nanoTime();

	private volatile boolean connected;

	private volatile boolean running = true;

	private final AtomicBoolean draining = new AtomicBoolean();

	/**
	 * Create a run.
	 * @param store the store
	 * @param executor runs what waits for the store
	 * @param availability who is told whether the store answers
	 * @param followers follow the journals; {@code null} if nobody listens to events
	 * @param waiters who waits
	 * @param leases the leases
	 * @param onMissed called when it is known that events were missed
	 * @param announcements what else is told; {@code null} if nobody listens to events
	 */
	EngineRun(LockStore store, SerialExecutor executor, StoreAvailability availability,
			@Nullable JournalFollowers followers, Waiters waiters, Leases leases, Runnable onMissed,
			@Nullable Announcements announcements) {
		this.store = store;
		this.availability = availability;
		this.followers = followers;
		this.waiters = waiters;
		this.leases = leases;
		this.onMissed = onMissed;
		this.announcements = announcements;
		this.subscription = new SubscriptionKeeper(store, executor, availability, this, followers != null);
		this.sweeper = new ExpirySweeper(store, availability, executor, followers != null, this::onPoll);
	}

	/**
	 * Start, and give the store a moment to answer, so that whatever happens afterwards
	 * is heard. If it does not, go on trying in the background.
	 * @throws RuntimeException if the store answers that it can't be worked with, and
	 * that this will not change by itself
	 */
	void start() {
		this.connectThread = EngineThreads.start(this::connect, "locky-connect");
		try {
			this.firstAttempt.completeOnTimeout(null, FIRST_ATTEMPT.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
		this.sweeperThread = EngineThreads.start(this.sweeper, "locky-sweeper");
	}

	private void connect() {
		boolean late = false;
		while (this.running) {
			try {
				this.store.partitions();
				this.store.check();
				this.availability.succeeded(this);
				if (this.followers != null) {
					follow(this.followers, late);
				}
				this.connected = true;
				break;
			}
			catch (RuntimeException | Error ex) {
				if (failsStart(ex)) {
					return;
				}
				this.availability.failed(this, ex);
			}
			late = true;
			this.firstAttempt.complete(null);
			EngineThreads.pause(RETRY_INTERVAL);
		}
		this.firstAttempt.complete(null);
	}

	// The heads are read before subscribing, so that nothing comes between the two
	private void follow(JournalFollowers followers, boolean late) {
		boolean fromHeads = followers.start();
		if (fromHeads && (late || this.firstAttempt.isDone())) {
			this.onMissed.run();
		}
		this.subscription.needNow();
	}

	/**
	 * Return whether the store has answered since the start.
	 * @return {@code false} as long as it is looked for
	 */
	boolean isConnected() {
		return this.connected;
	}

	private boolean failsStart(Throwable ex) {
		Diagnosis diagnosis = this.store.diagnose(ex);
		return diagnosis != null && diagnosis.permanent() && this.firstAttempt.completeExceptionally(ex);
	}

	/**
	 * Hear mail also if nobody listens to events, as long as there are leases or waiters.
	 * Returns at once.
	 */
	void needMail() {
		if (this.followers == null) {
			this.mailNeeded = System.nanoTime();
			this.subscription.need();
		}
	}

	private void closeUnusedSubscription() {
		if (this.followers == null) {
			if (this.leases.getCount() > 0 || this.waiters.getCount() > 0) {
				needMail();
			}
			else if (System.nanoTime() - this.mailNeeded > UNUSED_SUBSCRIPTION.toNanos()) {
				this.subscription.needNoMore();
			}
		}
	}

	/**
	 * Somebody wants this run to end when calls have ended.
	 * @return whether they are the first, who waits for that
	 */
	boolean beginDrain() {
		return this.draining.compareAndSet(false, true);
	}

	void stop() {
		this.running = false;
		this.sweeper.stop();
		LockSupport.unpark(this.connectThread);
		if (this.followers != null) {
			this.followers.stop(STOP_PATIENCE);
		}
		this.subscription.close();
		join(this.connectThread);
		join(this.sweeperThread);
	}

	private static void join(@Nullable Thread thread) {
		if (thread == null) {
			return;
		}
		try {
			thread.join(STOP_PATIENCE.toMillis());
			if (thread.isAlive()) {
				thread.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void onSubscribed() {
		this.store.connectionLost();
		if (this.followers != null) {
			this.followers.fallBehind();
		}
		this.waiters.onTurnsMissed();
		this.leases.getUpdates().onEndsMissed();
	}

	@Override
	public void onJournaled(JournalMessage message) {
		if (this.followers != null) {
			this.followers.onMessage(message);
		}
	}

	@Override
	public void onReleaseRequested(ReleaseRequest request) {
		if (this.announcements != null) {
			this.announcements.onReleaseRequested(request);
		}
	}

	@Override
	public void onTurn(String resource) {
		this.waiters.onTurn(resource);
	}

	@Override
	public void onOwnershipEnded(String acquisition, String resource) {
		this.leases.getUpdates().onOwnershipEnded(acquisition, resource);
	}

	private void onPoll(int partition, PollResult result) {
		if (this.followers != null) {
			this.followers.onHead(partition, result.head());
		}
		if (this.announcements != null) {
			this.announcements.onPoll(partition);
		}
		closeUnusedSubscription();
	}

	void onEntry(int partition, JournalEntry entry) {
		this.sweeper.onEntry(partition, entry);
	}

	void onDeadline(int partition, String resource, @Nullable Duration ttl) {
		this.sweeper.onDeadline(partition, resource, ttl);
	}

	EngineStatus status() {
		return new EngineStatus(this.subscription.status(), this.store.isPublishing(), this.store.warnings(),
				this.sweeper.sinceSwept(), (this.followers != null) ? this.followers.behind() : Duration.ZERO,
				this.sweeper.held());
	}

}
