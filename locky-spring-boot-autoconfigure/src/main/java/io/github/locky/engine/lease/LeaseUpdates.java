package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.locky.store.LockResult;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the locks of leases, that they live longer or have ended: from the store when
 * it was asked, from other calls of this instance, and by mail.
 */
public final class LeaseUpdates {

	private final Ticker ticker;

	private final LeaseRegistry registry;

	private final LeaseScheduler scheduler;

	private final LeaseLosses losses;

	private volatile long endsHeard;

	LeaseUpdates(Ticker ticker, LeaseRegistry registry, LeaseScheduler scheduler, LeaseLosses losses) {
		this.ticker = ticker;
		this.registry = registry;
		this.endsHeard = ticker.nanoTime();
		this.scheduler = scheduler;
		this.losses = losses;
	}

	/**
	 * The store was asked about a lease.
	 * @param lease the lease
	 * @param commands what it was asked
	 * @param answers what it said, perhaps not to all
	 * @param asked when it was asked, by the ticker
	 * @return whether the lease is held
	 */
	boolean answered(OwnedLease lease, List<RefreshCommand> commands, Map<RefreshCommand, Long> answers, long asked) {
		Long least = null;
		for (RefreshCommand command : commands) {
			Long answer = answers.get(command);
			if (answer == null) {
				this.scheduler.retry(lease);
				return false;
			}
			if (answer == RefreshCommand.NOT_HELD) {
				this.losses.lose(lease, "'" + command.resource() + "' is no longer held by it");
				return false;
			}
			if (answer >= 0 && (least == null || answer < least)) {
				least = answer;
			}
		}
		goOn(lease, asked, (least != null) ? Duration.ofMillis(least) : null);
		return lease.isHeld();
	}

	/**
	 * A lease is held.
	 * @param lease the lease
	 * @param asked when the store was asked, by the ticker
	 * @param remaining how long it lives from then; {@code null} if it does not expire
	 */
	void goOn(OwnedLease lease, long asked, @Nullable Duration remaining) {
		lease.deadline().answered(asked, remaining);
		this.scheduler.schedule(lease);
	}

	/**
	 * A lease is known from now on. Its end may have been told before.
	 * @param lease the lease
	 */
	void onBegin(OwnedLease lease) {
		if (this.endsHeard - lease.began() >= 0) {
			this.scheduler.soon(lease);
		}
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

	/**
	 * An ownership lives longer. A lease of several resources may end with another of
	 * them, so it has to look.
	 * @param by the lease that knows already; {@code null} if none does
	 * @param resource the resource
	 * @param token the fencing token
	 * @param asked when the store was asked, by the ticker
	 * @param remaining how long it lives from then; {@code null} if it does not expire
	 */
	void onProlonged(@Nullable OwnedLease by, String resource, @Nullable Long token, long asked,
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

	/**
	 * An ownership was ended by another. Whoever has come back to it meanwhile goes with
	 * it.
	 * @param acquisition the attempt that took it
	 * @param resource the resource
	 */
	public void onOwnershipEnded(String acquisition, String resource) {
		this.endsHeard = this.ticker.nanoTime();
		List<OwnedLease> leases = List.copyOf(this.registry.on(resource));
		leases.stream()
			.filter((lease) -> lease.isOf(acquisition))
			.map((lease) -> lease.terms().tokens().get(resource))
			.findAny()
			.ifPresent((token) -> leases.stream()
				.filter((lease) -> token.equals(lease.terms().tokens().get(resource)))
				.forEach((lease) -> this.losses.lose(lease,
						"'" + resource + "' was taken over, unlocked by another or ran out")));
	}

	/**
	 * Ends of ownerships may have been missed.
	 */
	public void onEndsMissed() {
		this.endsHeard = this.ticker.nanoTime();
		this.registry.all().forEach(this.scheduler::soon);
	}

}
