package io.github.locky.engine;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.locky.engine.journal.EntryListener;
import io.github.locky.engine.journal.JournalFollowers;
import io.github.locky.engine.lease.Leases;
import io.github.locky.engine.lease.OwnedLease;
import io.github.locky.engine.waiting.WaitingLocks;
import io.github.locky.observation.LockyObservations;
import io.github.locky.store.JournalEntry;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * All that an instance does with its store. Locks can be taken before it is started; it
 * is what makes them expire in time, waiters hear of their turn, leases of their loss and
 * listeners of events.
 * <p>
 * Its stop is the end of the instance: what the application still does under its locks
 * has ended by then, as it stops after web servers, listener containers, schedulers and
 * executors, and before connection factories.
 */
public final class LockEngine implements SmartLifecycle, DisposableBean, EntryListener {

	/**
	 * The phase, below those in which schedulers and executors stop.
	 */
	public static final int PHASE = Integer.MAX_VALUE / 2 - 8192;

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private static final OneLineLog logger = OneLineLog.of(LockEngine.class);

	private final LockStore store;

	private final Duration drainTimeout;

	private final @Nullable TransitionListener listener;

	private final SerialExecutor executor = new SerialExecutor("locky-engine-");

	private final StoreAvailability availability;

	private final EventCounts eventCounts = new EventCounts();

	private final HeldLocks heldLocks;

	private final BackgroundReleases backgroundReleases;

	private final Releases releases;

	private final Refreshes refreshes;

	private final Locks locks;

	private final WaitingLocks waiting;

	private final Leases leases;

	private final @Nullable JournalFollowers followers;

	private final @Nullable Announcements announcements;

	private volatile @Nullable EngineRun run;

	private volatile EngineState state = EngineState.STOPPED;

	/**
	 * Create an engine.
	 * @param store where the locks are; it is closed with this engine
	 * @param settings the settings
	 * @param listener whom to tell of transitions; {@code null} if nobody listens to
	 * events
	 */
	public LockEngine(LockStore store, EngineSettings settings, @Nullable TransitionListener listener) {
		this.store = store;
		this.drainTimeout = settings.drainTimeout();
		this.listener = listener;
		this.availability = new StoreAvailability(store);
		this.heldLocks = new HeldLocks(store);
		this.backgroundReleases = new BackgroundReleases(store, this.executor);
		this.releases = new Releases(store, this.executor, this.heldLocks, this.backgroundReleases, this::onDeadline);
		this.refreshes = new Refreshes(store);
		this.locks = new Locks(store, settings.defaultTtl(), this.backgroundReleases, this.releases, this::onDeadline);
		this.waiting = new WaitingLocks(store, this.executor, this.locks, this.releases, settings.pollInterval(),
				this::needMail);
		this.leases = new Leases(store, this.locks, this.refreshes, this.releases, this.waiting.getHandOver(),
				this::needMail);
		this.followers = (listener != null) ? new JournalFollowers(store, this.executor, this) : null;
		this.announcements = (listener != null && this.followers != null)
				? new Announcements(store, this.executor, this.followers, listener, settings.expiryWarning()) : null;
	}

	/**
	 * Set what observes locking, waiting and leases.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.waiting.setObservations(observations);
		this.leases.setObservations(observations);
	}

	/**
	 * Tell somebody of every lease that is lost.
	 * @param lossListener called on a thread of Locky's
	 */
	public void setLossListener(Consumer<OwnedLease> lossListener) {
		this.leases.setLossListener(lossListener);
	}

	/**
	 * Return the store.
	 * @return the store
	 */
	public LockStore getStore() {
		return this.store;
	}

	/**
	 * Return what reads the locks that are held.
	 * @return the held locks
	 */
	public HeldLocks getHeldLocks() {
		return this.heldLocks;
	}

	/**
	 * Return what unlocks.
	 * @return the releases
	 */
	public Releases getReleases() {
		return this.releases;
	}

	/**
	 * Return what lets locks live longer.
	 * @return the refreshes
	 */
	public Refreshes getRefreshes() {
		return this.refreshes;
	}

	/**
	 * Return what locks.
	 * @return the locks
	 */
	public Locks getLocks() {
		return this.locks;
	}

	/**
	 * Return who takes locks and waits for them.
	 * @return the waiting
	 */
	public WaitingLocks getWaiting() {
		return this.waiting;
	}

	/**
	 * Return the leases of this instance.
	 * @return the leases
	 */
	public Leases getLeases() {
		return this.leases;
	}

	/**
	 * Return what was heard of.
	 * @return the counts, which go on
	 */
	public EventCounts getEventCounts() {
		return this.eventCounts;
	}

	/**
	 * Return how this engine is, without asking the store.
	 * @return the status; {@code null} if the engine does not run
	 */
	public @Nullable EngineStatus getStatus() {
		EngineRun run = this.run;
		return (run != null) ? run.status() : null;
	}

	private void needMail() {
		EngineRun run = this.run;
		if (run != null) {
			run.needMail();
		}
	}

	private void onDeadline(int partition, String resource, @Nullable Duration ttl) {
		EngineRun run = this.run;
		if (run != null) {
			run.onDeadline(partition, resource, ttl);
		}
	}

	@Override
	public void onEntry(int partition, JournalEntry entry, boolean replayed) {
		this.eventCounts.heard(entry.kind(), replayed);
		EngineRun run = this.run;
		if (run != null) {
			run.onEntry(partition, entry);
		}
		if (this.listener != null) {
			this.listener.onTransition(entry);
		}
	}

	@Override
	public void onMissed() {
		this.eventCounts.missed();
		logger.warn(
				"Events were missed: this instance could hear them only some time after its start, or the journal no longer "
						+ "reaches back to the last one heard");
		if (this.listener != null) {
			this.listener.onTransitionsMissed();
		}
	}

	/**
	 * Return where this engine is in its life.
	 * @return the state
	 */
	public EngineState getState() {
		EngineRun run = this.run;
		return (this.state == EngineState.RUNNING && run != null && !run.isConnected()) ? EngineState.STARTING
				: this.state;
	}

	@Override
	public synchronized void start() {
		if (this.run != null) {
			return;
		}
		EngineRun run = new EngineRun(this.store, this.executor, this.availability, this.followers,
				this.waiting.getWaiters(), this.leases, this::onMissed, this.announcements);
		this.run = run;
		this.state = EngineState.RUNNING;
		this.waiting.getWaiters().open();
		this.leases.open();
		try {
			run.start();
		}
		catch (RuntimeException ex) {
			stopNow(run);
			throw ex;
		}
	}

	@Override
	public void stop(Runnable callback) {
		EngineThreads.start(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "locky-shutdown");
	}

	/**
	 * Stop when the calls have ended that run under leases, but no later than the drain
	 * timeout. While that is waited for, a second call stops at once: who waited has lost
	 * patience.
	 */
	@Override
	public void stop() {
		EngineRun run = this.run;
		if (run != null) {
			if (run.beginDrain()) {
				this.leases.awaitNoCallRuns(this.drainTimeout);
			}
			stopNow(run);
		}
	}

	// Whoever waited may come when that run has been stopped, and the next one started
	private synchronized void stopNow(EngineRun run) {
		if (this.run != run) {
			return;
		}
		this.state = EngineState.DRAINING;
		this.waiting.getWaiters().close();
		this.waiting.getWaiters().awaitGone(STOP_PATIENCE);
		this.leases.releaseAll();
		this.run = null;
		run.stop();
		this.backgroundReleases.releaseNow();
		this.state = EngineState.STOPPED;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.run != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void destroy() {
		stop();
		this.leases.close();
		this.executor.close();
		this.store.close();
	}

}
