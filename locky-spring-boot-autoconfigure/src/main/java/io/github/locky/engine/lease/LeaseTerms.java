package io.github.locky.engine.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.locky.HeldLock;
import io.github.locky.LockRequest;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.Ownership;
import io.github.locky.store.RefreshCommand;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed when a lease began.
 *
 * @param acquisition the attempt that took it; {@code null} if it was resumed
 * @param locker who holds it
 * @param tokens the fencing token of each resource
 * @param kept the resources whose ownership is not of this lease: it leaves them alone
 * when released
 * @param ttl the time to live; {@code null} if it does not expire
 * @param keptAlive whether to renew it until it is released
 * @param keptAliveAtMost how long after its beginning it is renewed at most; {@code null}
 * for no limit
 * @param holdAtLeast how long after its beginning the resources stay locked although it
 * is released; {@code null} for not at all
 */
public record LeaseTerms(@Nullable String acquisition, String locker, Map<String, Long> tokens, List<String> kept,
		@Nullable Duration ttl, boolean keptAlive, @Nullable Duration keptAliveAtMost, @Nullable Duration holdAtLeast) {

	/**
	 * Return the terms of what was locked for a lease.
	 * @param request what was asked for
	 * @param ttl its time to live; {@code null} if it does not expire
	 * @param granted what was locked
	 * @param kept tells whether a resource belongs to another lease
	 * @return the terms
	 */
	static LeaseTerms taken(LockRequest request, @Nullable Duration ttl, LockResult.Granted granted,
			Predicate<LockResult.Grant> kept) {
		Map<String, Long> tokens = new LinkedHashMap<>();
		request.getResources().forEach((resource) -> tokens.put(resource, 0L));
		granted.grants().forEach((grant) -> tokens.put(grant.resource(), grant.token()));
		return new LeaseTerms(granted.acquisition(), request.getLocker(), tokens,
				granted.grants().stream().filter(kept).map(LockResult.Grant::resource).toList(), ttl,
				request.isKeptAlive(), request.getKeepAliveAtMost(), request.getHoldAtLeast());
	}

	/**
	 * Return the terms of a lease on what was taken elsewhere.
	 * @param held the lock
	 * @return the terms
	 */
	static LeaseTerms resumed(HeldLock held) {
		return new LeaseTerms(null, held.locker(), Map.of(held.resource(), held.fencingToken()), List.of(), null, false,
				null, null);
	}

	/**
	 * Return the resources.
	 * @return the resources, in the order of the tokens
	 */
	public List<String> resources() {
		return List.copyOf(this.tokens.keySet());
	}

	/**
	 * Return the ownerships that end with the lease.
	 * @return the fencing token of each resource that is not kept
	 */
	Map<String, Long> ownTokens() {
		Map<String, Long> own = new HashMap<>(this.tokens);
		this.kept.forEach(own::remove);
		return own;
	}

	List<LockTarget> ownTargets() {
		return ownTargets((ownership) -> true);
	}

	List<LockTarget> ownTargets(Predicate<Map.Entry<String, Long>> which) {
		return targets((ownership) -> !this.kept.contains(ownership.getKey()) && which.test(ownership));
	}

	List<LockTarget> keptTargets() {
		return targets((ownership) -> this.kept.contains(ownership.getKey()));
	}

	private List<LockTarget> targets(Predicate<Map.Entry<String, Long>> which) {
		return this.tokens.entrySet()
			.stream()
			.filter(which)
			.map((entry) -> new LockTarget(entry.getKey(), Ownership.byToken(entry.getValue(), this.acquisition),
					this.holdAtLeast))
			.toList();
	}

	List<RefreshCommand> refreshCommands(@Nullable Duration ttl) {
		return targets((ownership) -> true).stream().map((target) -> new RefreshCommand(target, ttl)).toList();
	}

}
