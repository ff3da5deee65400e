package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.locky.engine.EngineTimer;
import io.github.locky.engine.waiting.LocksClosedException;
import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.InstanceId;
import io.github.locky.store.OneLine;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Resources held by a locker, as far as this instance knows.
 */
public final class OwnedLease {

	/**
	 * What to refresh for if a lock is not to be prolonged: none is ever shortened.
	 */
	static final Duration ASK_ONLY = Duration.ofMillis(1);

	private static final int CLOSED = -1;

	private final Ticker ticker;

	private final LeaseRefresh refresh;

	private final LeaseReleases releases;

	private final LeaseLosses losses;

	private final LeaseTerms terms;

	private final long begin;

	private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

	private final LockyObservations.@Nullable Lasting observation;

	private final AtomicInteger runningCalls = new AtomicInteger();

	private final LeaseDeadline deadline;

	private volatile boolean keptAlive;

	private final List<Consumer<OwnedLease>> lostCallbacks = new CopyOnWriteArrayList<>();

	// Both are kept by LeaseScheduler, under its lock
	@Nullable Long nextLook;

	EngineTimer.@Nullable Entry<OwnedLease> entry;

	/**
	 * Create.
	 * @param ticker tells the time
	 * @param refresh prolongs it
	 * @param releases releases it
	 * @param losses tells of its loss
	 * @param terms what was agreed
	 * @param begin when the store was asked, by the ticker
	 * @param remaining how long it lives from then; {@code null} if it does not expire
	 * @param observation told how it ends; {@code null} if nobody wants to know
	 */
	OwnedLease(Ticker ticker, LeaseRefresh refresh, LeaseReleases releases, LeaseLosses losses, LeaseTerms terms,
			long begin, @Nullable Duration remaining, LockyObservations.@Nullable Lasting observation) {
		this.observation = observation;
		this.ticker = ticker;
		this.refresh = refresh;
		this.releases = releases;
		this.losses = losses;
		this.terms = terms;
		this.begin = begin;
		this.deadline = new LeaseDeadline(begin, remaining);
		this.keptAlive = terms.keptAlive();
	}

	/**
	 * Return what was agreed when the lease began.
	 * @return the terms
	 */
	public LeaseTerms terms() {
		return this.terms;
	}

	/**
	 * Return whether the lease is held for all this instance knows.
	 * @return {@code false} once it was released or lost, or its deadline has passed
	 */
	public boolean isValid() {
		return this.state.get() == State.HELD && !isOverdue();
	}

	/**
	 * Return how long the lease is held at least, unless it is taken away.
	 * @return the time, not negative; {@code null} if it does not expire
	 */
	public @Nullable Duration remaining() {
		if (this.state.get() != State.HELD) {
			return Duration.ZERO;
		}
		Duration left = this.deadline.left(this.ticker.nanoTime());
		return (left != null && left.isNegative()) ? Duration.ZERO : left;
	}

	/**
	 * Return when this lease began.
	 * @return the time, by the ticker of the store
	 */
	public long began() {
		return this.begin;
	}

	/**
	 * Return how old the lease is.
	 * @return the time since it was asked for
	 */
	public Duration age() {
		return Duration.ofNanos(this.ticker.nanoTime() - this.begin);
	}

	/**
	 * Prolong the lease now.
	 * @return {@code true} if it is still held
	 */
	public boolean refresh() {
		return this.refresh.refresh(this, null);
	}

	/**
	 * Prolong the lease now.
	 * @param ttl how long it is to live from now at least
	 * @return {@code true} if it is still held
	 */
	public boolean refresh(Duration ttl) {
		return this.refresh.refresh(this, ttl);
	}

	/**
	 * Renew the lease from now on.
	 */
	public void keepAlive() {
		this.keptAlive = true;
		this.refresh.refreshSoon(this);
	}

	/**
	 * Do not renew the lease any more.
	 */
	void endRenewal() {
		this.keptAlive = false;
	}

	/**
	 * Return whether the lease is renewed until it is released, or for as long as it may
	 * last.
	 * @return {@code true} if it was requested so, or is kept alive since
	 */
	public boolean isKeptAlive() {
		return this.keptAlive;
	}

	/**
	 * End the lease without releasing what it holds.
	 */
	public void letRunOut() {
		this.releases.end(this);
	}

	/**
	 * End the lease: stop renewing it, then release what is still held.
	 * @return {@code true} if all of it was still held
	 */
	public boolean release() {
		return this.releases.release(this);
	}

	/**
	 * Call back when the lease is lost, or soon if it is lost already. Not called if it
	 * is released.
	 * @param callback whom to call, on a thread of Locky's
	 */
	public void onLost(Consumer<OwnedLease> callback) {
		this.lostCallbacks.add(callback);
		if (this.state.get() == State.LOST) {
			this.losses.callBack(this);
		}
	}

	/**
	 * Return the callbacks that were not taken yet, each only once.
	 * @return the callbacks
	 */
	List<Consumer<OwnedLease>> takeLostCallbacks() {
		List<Consumer<OwnedLease>> taken = new ArrayList<>();
		for (Consumer<OwnedLease> callback : this.lostCallbacks) {
			if (this.lostCallbacks.remove(callback)) {
				taken.add(callback);
			}
		}
		return taken;
	}

	/**
	 * Return whether the lease was ended by its holder.
	 * @return {@code true} once it was released
	 */
	public boolean isReleased() {
		return this.state.get() == State.RELEASED;
	}

	/**
	 * A call begins whose work this lease protects until {@link #endCall()}.
	 * @throws LocksClosedException if this instance shuts down and has released it
	 */
	public void beginCall() {
		if (this.runningCalls.getAndUpdate((calls) -> (calls != CLOSED) ? calls + 1 : CLOSED) == CLOSED) {
			throw new LocksClosedException(OneLine.of("This instance shuts down and has released what was to protect"
					+ " a call that had not begun yet: " + this.terms.tokens().keySet()));
		}
	}

	/**
	 * A call has ended that began before.
	 */
	public void endCall() {
		this.runningCalls.decrementAndGet();
	}

	/**
	 * Let no call begin any more.
	 * @return {@code false} if one runs, which changes nothing
	 */
	boolean closeForCalls() {
		return this.runningCalls.compareAndSet(0, CLOSED) || this.runningCalls.get() == CLOSED;
	}

	boolean isCallRunning() {
		return this.runningCalls.get() > 0;
	}

	boolean isOf(String acquisition) {
		String own = this.terms.acquisition();
		return own != null && InstanceId.has(own, acquisition);
	}

	boolean isResumed() {
		return this.terms.acquisition() == null;
	}

	boolean isHeld() {
		return this.state.get() == State.HELD;
	}

	boolean isOverdue() {
		return this.deadline.hasPassed(this.ticker.nanoTime());
	}

	boolean end(State state) {
		boolean ended = this.state.compareAndSet(State.HELD, state);
		if (ended && this.observation != null) {
			this.observation.stop((state == State.LOST) ? LockyOutcome.LOST : LockyOutcome.RELEASED);
		}
		return ended;
	}

	LeaseDeadline deadline() {
		return this.deadline;
	}

	/**
	 * Return whether to renew the lease.
	 * @param now the time, by the ticker
	 * @return {@code false} if it was not to be kept alive, or has lasted long enough
	 */
	boolean isRenewed(long now) {
		return this.keptAlive && isHeld() && !ASK_ONLY.equals(refreshFor(now));
	}

	/**
	 * Return how long the lease lives when it has just been renewed.
	 * @param now the time, by the ticker
	 * @return what was agreed, for one that was resumed what is left; {@code null} if it
	 * does not expire
	 */
	@Nullable Duration lifetime(long now) {
		Duration ttl = refreshFor(now);
		return (ttl != null) ? ttl : this.deadline.left(now);
	}

	/**
	 * Return how long to refresh for, which is no longer than the lease may last.
	 * @param now the time, by the ticker
	 * @return the time to live; {@code null} for the one the lock was taken with
	 */
	@Nullable Duration refreshFor(long now) {
		Duration ttl = this.terms.ttl();
		Duration atMost = this.terms.keptAliveAtMost();
		if (ttl == null || atMost == null) {
			return ttl;
		}
		Duration left = atMost.minusNanos(now - this.begin);
		if (left.compareTo(ASK_ONLY) < 0) {
			return ASK_ONLY;
		}
		return (left.compareTo(ttl) < 0) ? left : ttl;
	}

	/**
	 * How a lease stands.
	 */
	enum State {

		HELD, RELEASED, LOST

	}

}
