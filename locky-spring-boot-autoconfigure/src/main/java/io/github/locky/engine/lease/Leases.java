package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.engine.Locks;
import io.github.locky.engine.Refreshes;
import io.github.locky.engine.Releases;
import io.github.locky.engine.SerialExecutor;
import io.github.locky.engine.waiting.HandOver;
import io.github.locky.engine.waiting.LocksClosedException;
import io.github.locky.observation.LockyObservations;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.OneLine;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The leases of this instance: begins them, and keeps them until they end. The store is
 * asked about each in time, many at once: to renew those that are kept alive, and to see
 * whether the others are still held. Deadlines are watched on a thread that never waits
 * for the store, so that one that does not answer cannot hide that a lease is over.
 */
public final class Leases {

	private static final long POLL_FOR_CALLS = Duration.ofMillis(10).toNanos();

	private static final int CALLBACKS_AT_ONCE = 64;

	private final Ticker ticker;

	private final Locks locks;

	private final Runnable needMail;

	private final SerialExecutor executor = new SerialExecutor("locky-leases-");

	private final SerialExecutor callbacks = new SerialExecutor("locky-lost-leases-", CALLBACKS_AT_ONCE);

	private final LeaseRegistry registry = new LeaseRegistry();

	private final LeaseCounts counts = new LeaseCounts();

	private final LeaseObservations observations = new LeaseObservations();

	private final LeaseScheduler scheduler;

	private final LeaseLosses losses;

	private final LeaseUpdates updates;

	private final LeaseRenewal renewal;

	private final LeaseRefresh refresh;

	private final LeaseReleases releases;

	private final LeaseShutdown shutdown;

	private volatile boolean closed;

	/**
	 * Create leases.
	 * @param store the store
	 * @param locks locks
	 * @param refreshes lets locks live longer
	 * @param releases unlocks
	 * @param handOver unlocks, too, and locks for who waits
	 * @param needMail called when a lease begins, whose loss is to be told
	 */
	public Leases(LockStore store, Locks locks, Refreshes refreshes, Releases releases, HandOver handOver,
			Runnable needMail) {
		this.ticker = store.ticker();
		this.locks = locks;
		this.needMail = needMail;
		this.scheduler = new LeaseScheduler(this.ticker, this::ask, this::loseIfOverdue);
		this.losses = new LeaseLosses(this.registry, this.scheduler, this.counts, this.callbacks);
		this.updates = new LeaseUpdates(this.ticker, this.registry, this.scheduler, this.losses);
		this.renewal = new LeaseRenewal(store, refreshes, this.executor, this.updates, this.counts);
		this.refresh = new LeaseRefresh(this.ticker, refreshes, this.scheduler, this.updates, this.observations);
		this.releases = new LeaseReleases(handOver, refreshes, this.registry, this.scheduler, this.observations);
		this.shutdown = new LeaseShutdown(releases, this.registry, this.scheduler);
	}

	private void ask(List<OwnedLease> leases) {
		this.renewal.ask(leases);
	}

	private void loseIfOverdue(OwnedLease lease) {
		if (lease.isOverdue()) {
			this.losses.lose(lease, "its deadline has passed");
		}
	}

	/**
	 * Tell somebody of every lease that is lost.
	 * @param lossListener called on a thread of Locky's
	 */
	public void setLossListener(Consumer<OwnedLease> lossListener) {
		this.losses.setListener(lossListener);
	}

	/**
	 * Set what observes leases.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations.set(observations);
	}

	/**
	 * Begin a lease on what was locked for it.
	 * @param request what was asked for
	 * @param granted what was locked
	 * @return the lease
	 */
	public OwnedLease begin(LockRequest request, LockResult.Granted granted) {
		LeaseTerms terms = LeaseTerms.taken(request, this.locks.ttl(request), granted, this::isKept);
		OwnedLease lease = begin(terms, granted.asked(), granted.remaining(), this.observations.observeHold(terms));
		if (this.closed) {
			lease.release();
			throw new LocksClosedException(
					OneLine.of("This instance shuts down and keeps no new leases, so not " + request.getResources()));
		}
		return lease;
	}

	// An attempt that is being undone has no lease: whoever comes back to what it took
	// has it alone
	private boolean isKept(LockResult.Grant grant) {
		return grant.previousAcquisition() != null
				&& !this.locks.isBeingUndone(grant.resource(), grant.previousAcquisition());
	}

	private OwnedLease begin(LeaseTerms terms, long begin, @Nullable Duration remaining,
			LockyObservations.@Nullable Lasting observation) {
		this.needMail.run();
		OwnedLease lease = new OwnedLease(this.ticker, this.refresh, this.releases, this.losses, terms, begin,
				remaining, observation);
		this.registry.add(lease, !lease.isResumed());
		this.scheduler.schedule(lease);
		this.updates.onBegin(lease);
		return lease;
	}

	/**
	 * Begin a lease on what was taken elsewhere, or go on with the one that was begun so
	 * before: each request of a user may resume, and that must not add up.
	 * @param held the lock
	 * @param asked when the store was asked, by its ticker
	 * @return the lease, which is not released when these leases are
	 */
	public OwnedLease resume(HeldLock held, long asked) {
		LeaseTerms terms = LeaseTerms.resumed(held);
		OwnedLease known = this.registry.findResumed(terms);
		if (known == null) {
			return begin(terms, asked, held.remaining(), null);
		}
		this.updates.goOn(known, asked, held.remaining());
		return known;
	}

	/**
	 * Return what hears of the locks of leases.
	 * @return the updates
	 */
	public LeaseUpdates getUpdates() {
		return this.updates;
	}

	/**
	 * Return the leases that were taken in this instance and are held.
	 * @return a view of the leases, in no order
	 */
	public Collection<OwnedLease> getOpen() {
		return this.registry.open();
	}

	/**
	 * Return how many leases are held.
	 * @return the number of leases
	 */
	public int getCount() {
		return this.registry.open().size();
	}

	/**
	 * Return what became of leases so far.
	 * @return the counts, which go on
	 */
	public LeaseCounts getCounts() {
		return this.counts;
	}

	/**
	 * Wait until no call runs any more that is protected by a lease, or the thread is
	 * interrupted.
	 * @param patience how long to wait at most
	 */
	public void awaitNoCallRuns(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (this.registry.releasable().anyMatch(OwnedLease::isCallRunning) && deadline - System.nanoTime() > 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_FOR_CALLS);
		}
	}

	/**
	 * Begin no leases any more, and release those that are still held but for those whose
	 * call still runs.
	 */
	public void releaseAll() {
		this.closed = true;
		this.shutdown.releaseAll();
	}

	/**
	 * Begin leases again.
	 */
	public void open() {
		this.closed = false;
	}

	/**
	 * Ask the store no more. Calls that outlive the instance still hear when their time
	 * is over.
	 */
	public void close() {
		this.executor.close();
	}

}
