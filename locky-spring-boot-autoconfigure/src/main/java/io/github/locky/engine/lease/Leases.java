package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
import io.github.locky.observation.LockyObservationDocumentation;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockStore;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLine;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The leases of this instance. Asks the store about each in time, many at once: to renew
 * those that are kept alive, and to see whether the others are still held. Deadlines are
 * watched on a thread that never waits for the store, so that one that does not answer
 * cannot hide that a lease is over.
 */
public final class Leases {

	private static final OneLineLog logger = OneLineLog.of(Leases.class);

	private static final long POLL_FOR_CALLS = Duration.ofMillis(10).toNanos();

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

	private final Ticker ticker;

	private final Locks locks;

	private final Refreshes refreshes;

	private final Releases releases;

	private final HandOver handOver;

	private final Runnable needMail;

	private final SerialExecutor executor = new SerialExecutor("locky-leases-");

	private final LeaseScheduler scheduler;

	private final LossCallbacks callbacks;

	private final LeaseRegistry registry = new LeaseRegistry();

	private final LeaseCounts counts = new LeaseCounts();

	private LockyObservations observations = LockyObservations.NOOP;

	private volatile boolean closed;

	private volatile Consumer<OwnedLease> lossListener = (lease) -> {
	};

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
		this.refreshes = refreshes;
		this.releases = releases;
		this.handOver = handOver;
		this.needMail = needMail;
		LeaseRenewal renewal = new LeaseRenewal(store, refreshes, this.executor, this::answeredInTime);
		this.scheduler = new LeaseScheduler(this.ticker, renewal::ask, this::endIfOverdue);
		this.callbacks = new LossCallbacks(this.executor);
	}

	/**
	 * Tell somebody of every lease that is lost.
	 * @param lossListener called on a thread of Locky's
	 */
	public void setLossListener(Consumer<OwnedLease> lossListener) {
		this.lossListener = lossListener;
	}

	/**
	 * Set what observes leases.
	 * @param observations the observations
	 */
	public void setObservations(LockyObservations observations) {
		this.observations = observations;
	}

	/**
	 * Begin a lease on what was locked for it.
	 * @param request what was asked for
	 * @param granted what was locked
	 * @return the lease
	 */
	public OwnedLease begin(LockRequest request, LockResult.Granted granted) {
		LeaseTerms terms = LeaseTerms.taken(request, this.locks.ttl(request), granted, this::isKept);
		OwnedLease lease = begin(terms, granted.asked(), granted.remaining(), observeHold(terms));
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
		OwnedLease lease = new OwnedLease(this, terms, begin, remaining, observation);
		this.registry.add(lease, !lease.isResumed());
		this.scheduler.schedule(lease);
		return lease;
	}

	/**
	 * Begin a lease on what was taken elsewhere, or go on with the one that was begun so
	 * before: each request of a user may resume, and that must not add up.
	 * @param held the lock
	 * @param asked when the store was asked, by the ticker of the store
	 * @return the lease, which is not released when these leases are
	 */
	public OwnedLease resume(HeldLock held, long asked) {
		LeaseTerms terms = LeaseTerms.resumed(held);
		OwnedLease known = this.registry.findResumed(terms);
		return (known != null) ? goOn(known, asked, held.remaining()) : begin(terms, asked, held.remaining(), null);
	}

	private OwnedLease goOn(OwnedLease lease, long asked, @Nullable Duration remaining) {
		lease.deadline().answered(asked, remaining);
		this.scheduler.schedule(lease);
		return lease;
	}

	private LockyObservations.@Nullable Lasting observeHold(LeaseTerms terms) {
		return (this.observations.isNoop()) ? null
				: this.observations.start(LockyObservationDocumentation.HOLD, terms.resources(), terms.locker());
	}

	private void answeredInTime(OwnedLease lease, List<RefreshCommand> commands, Map<RefreshCommand, Long> answers,
			long asked) {
		boolean held = answered(lease, commands, answers, asked);
		if (lease.isKeptAlive()) {
			this.counts.renewed(lease, held);
		}
	}

	private boolean answered(OwnedLease lease, List<RefreshCommand> commands, Map<RefreshCommand, Long> answers,
			long asked) {
		Long least = null;
		for (RefreshCommand command : commands) {
			Long answer = answers.get(command);
			if (answer == null) {
				this.scheduler.retry(lease);
				return false;
			}
			if (answer == RefreshCommand.NOT_HELD) {
				lose(lease, "'" + command.resource() + "' is no longer held by it");
				return false;
			}
			if (answer >= 0 && (least == null || answer < least)) {
				least = answer;
			}
		}
		return goOn(lease, asked, (least != null) ? Duration.ofMillis(least) : null).isHeld();
	}

	private void endIfOverdue(OwnedLease lease) {
		if (lease.isOverdue()) {
			lose(lease, "its deadline has passed");
		}
	}

	private void lose(OwnedLease lease, String why) {
		if (lease.end(OwnedLease.State.LOST)) {
			this.scheduler.remove(lease);
			this.registry.lost(lease);
			this.counts.lost();
			logger.warn("Lease of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker() + "' is lost: "
					+ why);
			lease.onLost(this.lossListener);
		}
	}

	long now() {
		return this.ticker.nanoTime();
	}

	void callBack(OwnedLease lease) {
		this.callbacks.call(lease);
	}

	private void forget(OwnedLease lease) {
		this.scheduler.remove(lease);
		this.registry.remove(lease);
	}

	/**
	 * Renew a lease as soon as possible.
	 * @param lease the lease
	 */
	void renewSoon(OwnedLease lease) {
		this.scheduler.soon(lease);
	}

	boolean refresh(OwnedLease lease, @Nullable Duration ttl) {
		return (this.observations.isNoop()) ? refreshNow(lease, ttl)
				: this.observations.observe(LockyObservationDocumentation.REFRESH, lease.terms().resources(),
						lease.terms().locker(), () -> refreshNow(lease, ttl),
						(held) -> (held) ? LockyOutcome.REFRESHED : LockyOutcome.NOT_HELD);
	}

	private boolean refreshNow(OwnedLease lease, @Nullable Duration ttl) {
		if (!lease.isHeld()) {
			return false;
		}
		long asked = now();
		List<RefreshCommand> commands = lease.terms().refreshCommands((ttl != null) ? ttl : lease.refreshFor(asked));
		Map<RefreshCommand, Long> answers;
		try {
			answers = this.refreshes.refreshAll(commands, (ex) -> {
				throw ex;
			});
		}
		catch (RuntimeException ex) {
			this.scheduler.retry(lease);
			throw ex;
		}
		boolean held = answered(lease, commands, answers, asked);
		if (held) {
			answers.forEach((command, left) -> onProlonged(lease, command.resource(),
					lease.terms().tokens().get(command.resource()), asked,
					(left >= 0) ? Duration.ofMillis(left) : null));
		}
		return held;
	}

	/**
	 * Resources were locked. If the locker came back to what it held, its leases last as
	 * long as the lock now does.
	 * @param granted what was locked
	 */
	public void onLocked(LockResult.Granted granted) {
		for (LockResult.Grant grant : granted.grants()) {
			if (grant.isKept()) {
				onProlonged(null, grant.resource(), grant.token(), granted.asked(), grant.remaining());
			}
		}
	}

	// A lease of several resources may end with another of them, so it has to look
	private void onProlonged(@Nullable OwnedLease by, String resource, @Nullable Long token, long asked,
			@Nullable Duration remaining) {
		for (OwnedLease lease : this.registry.on(resource)) {
			if (lease != by && lease.isHeld() && Objects.equals(lease.terms().tokens().get(resource), token)) {
				if (lease.terms().tokens().size() == 1) {
					goOn(lease, asked, remaining);
				}
				else {
					this.scheduler.soon(lease);
				}
			}
		}
	}

	/**
	 * The lock of a resource lives longer, whoever has it: the leases of this resource
	 * look whether it is theirs.
	 * @param resource the resource
	 */
	public void onRefreshed(String resource) {
		this.registry.on(resource).forEach(this.scheduler::soon);
	}

	boolean release(OwnedLease lease) {
		return (this.observations.isNoop()) ? releaseNow(lease)
				: this.observations.observe(LockyObservationDocumentation.UNLOCK, lease.terms().resources(),
						lease.terms().locker(), () -> releaseNow(lease),
						(held) -> (held) ? LockyOutcome.RELEASED : LockyOutcome.NOT_HELD);
	}

	private boolean releaseNow(OwnedLease lease) {
		boolean held = endHere(lease);
		List<LockTarget> own = lease.terms().ownTargets();
		Set<String> released = this.handOver.release(own);
		own.stream()
			.map(LockTarget::resource)
			.filter((resource) -> !released.contains(resource))
			.forEach((resource) -> logger.debug("'" + resource + "' was no longer held when released"));
		return held && released.size() == own.size() && stillKept(lease);
	}

	void letRunOut(OwnedLease lease) {
		endHere(lease);
	}

	private boolean endHere(OwnedLease lease) {
		boolean held = lease.end(OwnedLease.State.RELEASED);
		forget(lease);
		endOthers(lease);
		return held;
	}

	// The same ownership may have been picked up more than once in this instance.
	// Releasing it by one lease is no loss for the others.
	private void endOthers(OwnedLease lease) {
		lease.terms()
			.ownTokens()
			.forEach((resource, token) -> this.registry.on(resource)
				.stream()
				.filter((other) -> other.terms().ownTokens().equals(Map.of(resource, token)))
				.filter((other) -> other.end(OwnedLease.State.RELEASED))
				.forEach(this::forget));
	}

	private boolean stillKept(OwnedLease lease) {
		List<RefreshCommand> kept = lease.terms()
			.keptTargets()
			.stream()
			.map((target) -> new RefreshCommand(target, OwnedLease.ASK_ONLY))
			.toList();
		return kept.isEmpty() || !this.refreshes.refreshAll(kept, (ex) -> {
			throw ex;
		}).containsValue(RefreshCommand.NOT_HELD);
	}

	/**
	 * An ownership was ended by another. Whoever has come back to it meanwhile goes with
	 * it.
	 * @param acquisition the attempt that took it
	 * @param resource the resource
	 */
	public void onOwnershipEnded(String acquisition, String resource) {
		List<OwnedLease> leases = List.copyOf(this.registry.on(resource));
		leases.stream()
			.filter((lease) -> lease.isOf(acquisition))
			.map((lease) -> lease.terms().tokens().get(resource))
			.findAny()
			.ifPresent((token) -> leases.stream()
				.filter((lease) -> token.equals(lease.terms().tokens().get(resource)))
				.forEach((lease) -> lose(lease, "'" + resource + "' was taken over, unlocked by another or ran out")));
	}

	/**
	 * Ends of ownerships may have been missed.
	 */
	public void onEndsMissed() {
		this.registry.all().forEach(this.scheduler::soon);
	}

	/**
	 * Return the leases that were taken in this instance and are held.
	 * @return a view of the leases, in no order
	 */
	public Collection<OwnedLease> getOpen() {
		return this.registry.open();
	}

	/**
	 * Return what became of leases so far.
	 * @return the counts, which go on
	 */
	public LeaseCounts getCounts() {
		return this.counts;
	}

	/**
	 * Return how many leases are held.
	 * @return the number of leases
	 */
	public int getCount() {
		return this.registry.open().size();
	}

	/**
	 * Wait until no call runs any more that is protected by a lease.
	 * @param patience how long to wait at most
	 */
	public void awaitNoCallRuns(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (this.registry.open().stream().anyMatch(OwnedLease::isCallRunning) && deadline - System.nanoTime() > 0) {
			LockSupport.parkNanos(POLL_FOR_CALLS);
		}
	}

	/**
	 * Release the leases that are still held, so that others need not wait for their end,
	 * and what is left of lost ones. Those whose call still runs are spared: what they
	 * protect is being worked on, and nobody else gets it before their time to live is
	 * over.
	 */
	public void releaseAll() {
		this.closed = true;
		List<LockTarget> targets = new ArrayList<>();
		for (OwnedLease lease : this.registry.releasable()) {
			if (lease.isCallRunning()) {
				this.scheduler.remove(lease);
				logger.warn("Locks of " + lease.terms().tokens().keySet() + " by '" + lease.terms().locker()
						+ "' are kept at shutdown, as what was done under them still runs: they end "
						+ ((lease.remaining() != null) ? "in " + lease.remaining().toMillis() + " ms"
								: "when somebody unlocks them"));
			}
			else {
				lease.end(OwnedLease.State.RELEASED);
				forget(lease);
				targets.addAll(lease.terms().ownTargets());
			}
		}
		if (targets.isEmpty()) {
			return;
		}
		try {
			Set<String> released = this.releases.unlockAll(targets)
				.orTimeout(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
				.join();
			logger.info("Released " + released.size() + " lock(s) still held at shutdown");
		}
		catch (CompletionException ex) {
			logger.warn("Locks still held at shutdown were not released", ex.getCause());
		}
		catch (RuntimeException ex) {
			logger.warn("Locks still held at shutdown were not released", ex);
		}
	}

	/**
	 * Begin leases again.
	 */
	public void open() {
		this.closed = false;
	}

	/**
	 * Do nothing any more.
	 */
	public void close() {
		this.executor.close();
	}

}
