package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.locky.observation.LockyObservations;
import io.github.locky.observation.LockyOutcome;
import io.github.locky.store.InstanceId;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.RefreshCommand;
import org.jspecify.annotations.Nullable;

/**
 * Resources held by a locker, as far as this instance knows. The deadline is measured on
 * the monotonic clock of this machine from before the store was asked, so that it passes
 * here before it passes there.
 */
public final class OwnedLease {

	private static final int MARGIN_DIVISOR = 100;

	/**
	 * What to refresh for if a lock is not to be prolonged: none is ever shortened.
	 */
	static final Duration ASK_ONLY = Duration.ofMillis(1);

	private final Leases leases;

	private final Terms terms;

	private final long begin;

	private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

	private final LockyObservations.@Nullable Lasting observation;

	private final AtomicInteger runningCalls = new AtomicInteger();

	private volatile @Nullable Long deadline;

	private long asked;

	private volatile boolean keptAlive;

	private final List<Consumer<OwnedLease>> lostCallbacks = new CopyOnWriteArrayList<>();

	// Both are kept by LeaseScheduler, under its lock
	@Nullable Long nextLook;

	LeaseScheduler.@Nullable Entry entry;

	OwnedLease(Leases leases, Terms terms, long begin, @Nullable Duration remaining,
			LockyObservations.@Nullable Lasting observation) {
		this.observation = observation;
		this.leases = leases;
		this.terms = terms;
		this.begin = begin;
		this.deadline = deadline(begin, remaining);
		this.asked = begin;
		this.keptAlive = terms.keptAlive();
	}

	// One percent and a millisecond early: clocks do not run alike
	static @Nullable Long deadline(long from, @Nullable Duration remaining) {
		if (remaining == null) {
			return null;
		}
		long nanos = Math.min(remaining.toMillis(), Duration.ofDays(36500).toMillis()) * 1_000_000;
		return from + nanos - nanos / MARGIN_DIVISOR - Math.min(1_000_000, nanos / 2);
	}

	/**
	 * Return what was agreed when the lease began.
	 * @return the terms
	 */
	public Terms terms() {
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
		Long deadline = this.deadline;
		return (deadline != null) ? Duration.ofNanos(Math.max(0, deadline - this.leases.now())) : null;
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
		return Duration.ofNanos(this.leases.now() - this.begin);
	}

	/**
	 * Prolong the lease now.
	 * @return {@code true} if it is still held
	 */
	public boolean refresh() {
		return this.leases.refresh(this, null);
	}

	/**
	 * Prolong the lease now.
	 * @param ttl how long it is to live from now at least
	 * @return {@code true} if it is still held
	 */
	public boolean refresh(Duration ttl) {
		return this.leases.refresh(this, ttl);
	}

	/**
	 * Renew the lease from now on.
	 */
	public void keepAlive() {
		this.keptAlive = true;
		this.leases.renewSoon(this);
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
		this.leases.letRunOut(this);
	}

	/**
	 * End the lease: stop renewing it, then release what is still held.
	 * @return {@code true} if all of it was still held
	 */
	public boolean release() {
		return this.leases.release(this);
	}

	/**
	 * Call back when the lease is lost, or soon if it is lost already. Not called if it
	 * is released.
	 * @param callback whom to call, on a thread of Locky's
	 */
	public void onLost(Consumer<OwnedLease> callback) {
		this.lostCallbacks.add(callback);
		if (this.state.get() == State.LOST) {
			this.leases.callBack(this);
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
	 * Return the ownerships that end with this lease.
	 * @return the fencing token of each resource that is not kept
	 */
	Map<String, Long> ownTokens() {
		Map<String, Long> tokens = new HashMap<>(this.terms.tokens());
		this.terms.kept().forEach(tokens::remove);
		return tokens;
	}

	/**
	 * A call begins whose work this lease protects until {@link #endCall()}.
	 */
	public void beginCall() {
		this.runningCalls.incrementAndGet();
	}

	/**
	 * A call has ended that began before.
	 */
	public void endCall() {
		this.runningCalls.decrementAndGet();
	}

	boolean isCallRunning() {
		return this.runningCalls.get() > 0 && isHeld();
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
		Long deadline = this.deadline;
		return deadline != null && deadline - this.leases.now() <= 0;
	}

	boolean end(State state) {
		boolean ended = this.state.compareAndSet(State.HELD, state);
		if (ended && this.observation != null) {
			this.observation.stop((state == State.LOST) ? LockyOutcome.LOST : LockyOutcome.RELEASED);
		}
		return ended;
	}

	@Nullable Long deadline() {
		return this.deadline;
	}

	/**
	 * The store has told how long the lease lives. Answers may come out of order: an
	 * older one does not take back what is known by now.
	 * @param asked when it was asked, by {@link Leases#now()}
	 * @param remaining the time from then; {@code null} if it does not expire
	 */
	synchronized void answered(long asked, @Nullable Duration remaining) {
		Long told = deadline(asked, remaining);
		Long known = this.deadline;
		boolean newer = asked - this.asked >= 0;
		if (newer || (told != null && known != null && told - known > 0)) {
			this.deadline = told;
			this.asked = (newer) ? asked : this.asked;
		}
	}

	/**
	 * Return whether to renew the lease.
	 * @param now the time, by {@link Leases#now()}
	 * @return {@code false} if it was not to be kept alive, or has lasted long enough
	 */
	boolean isRenewed(long now) {
		return this.keptAlive && isHeld() && !ASK_ONLY.equals(refreshFor(now));
	}

	/**
	 * Return how long the lease lives when it has just been renewed.
	 * @param now the time, by {@link Leases#now()}
	 * @return what was agreed, for one that was resumed what is left; {@code null} if it
	 * does not expire
	 */
	@Nullable Duration lifetime(long now) {
		Duration ttl = refreshFor(now);
		Long deadline = this.deadline;
		return (ttl != null || deadline == null) ? ttl : Duration.ofNanos(deadline - now);
	}

	/**
	 * Return how long to refresh for, which is no longer than the lease may last.
	 * @param now the time, by {@link Leases#now()}
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
	 * What was agreed when a lease began.
	 *
	 * @param acquisition the attempt that took it; {@code null} if it was resumed
	 * @param locker who holds it
	 * @param tokens the fencing token of each resource
	 * @param kept the resources whose ownership is not of this lease: it leaves them
	 * alone when released
	 * @param ttl the time to live; {@code null} if it does not expire
	 * @param keptAlive whether to renew it until it is released
	 * @param keptAliveAtMost how long after its beginning it lasts at most; {@code null}
	 * for no limit
	 * @param holdAtLeast how long after its beginning the resources stay locked although
	 * it is released; {@code null} for not at all
	 */
	public record Terms(@Nullable String acquisition, String locker, Map<String, Long> tokens, List<String> kept,
			@Nullable Duration ttl, boolean keptAlive, @Nullable Duration keptAliveAtMost,
			@Nullable Duration holdAtLeast) {

		/**
		 * Return the resources.
		 * @return the resources, in the order of the tokens
		 */
		public List<String> resources() {
			return List.copyOf(this.tokens.keySet());
		}

		List<LockTarget> targets(Predicate<String> which) {
			return this.tokens.entrySet()
				.stream()
				.filter((entry) -> which.test(entry.getKey()))
				.map((entry) -> new LockTarget(entry.getKey(), Ownership.byToken(entry.getValue(), this.acquisition),
						this.holdAtLeast))
				.toList();
		}

		List<LockTarget> ownTargets() {
			return targets((resource) -> !this.kept.contains(resource));
		}

		List<RefreshCommand> refreshCommands(@Nullable Duration ttl) {
			return targets((resource) -> true).stream().map((target) -> new RefreshCommand(target, ttl)).toList();
		}

	}

	/**
	 * How a lease stands.
	 */
	enum State {

		HELD, RELEASED, LOST

	}

}
