package io.github.locky.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.locky.redis.Claim;
import io.github.locky.redis.RedisLocks;
import io.github.locky.redis.StripedExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Asks Redis about many leases at once: renews those that are kept alive, and sees
 * whether the others are still held. Leases of different partitions do not wait for each
 * other.
 */
final class LeaseInquiry {

	private static final Log logger = LogFactory.getLog(LeaseInquiry.class);

	private final RedisLocks locks;

	private final StripedExecutor executor;

	private final AnswerListener listener;

	LeaseInquiry(RedisLocks locks, StripedExecutor executor, AnswerListener listener) {
		this.locks = locks;
		this.executor = executor;
		this.listener = listener;
	}

	/**
	 * Ask about leases that are held, without waiting for the answer.
	 * @param leases the leases
	 */
	void ask(List<OwnedLease> leases) {
		leases.stream()
			.filter(OwnedLease::isHeld)
			.collect(Collectors.groupingBy((lease) -> this.locks.partitionsOf(lease.terms().tokens().keySet())))
			.forEach((partitions, part) -> this.executor.execute(partitions, () -> askNow(part)));
	}

	private void askNow(List<OwnedLease> leases) {
		long asked = System.nanoTime();
		Map<OwnedLease, List<Claim>> claims = new HashMap<>();
		List<Claim> all = new ArrayList<>();
		for (OwnedLease lease : leases) {
			List<Claim> own = lease.terms().claims(renewFor(lease, asked));
			claims.put(lease, own);
			all.addAll(own);
		}
		Map<Claim, Long> answers = refresh(all);
		claims.forEach((lease, own) -> this.listener.answered(lease, own, answers, asked));
	}

	// No lock is ever shortened: a millisecond only asks
	private static Duration renewFor(OwnedLease lease, long now) {
		Duration ttl = lease.renewFor(now);
		return (ttl != null) ? ttl : Duration.ofMillis(1);
	}

	private Map<Claim, Long> refresh(List<Claim> claims) {
		try {
			return this.locks.refreshAll(claims, LeaseInquiry::notAnswered);
		}
		catch (RuntimeException ex) {
			notAnswered(ex);
			return Map.of();
		}
	}

	private static void notAnswered(RuntimeException ex) {
		logger.debug("Leases not renewed, will be tried again", ex);
	}

	/**
	 * Told what Redis says.
	 */
	@FunctionalInterface
	interface AnswerListener {

		void answered(OwnedLease lease, List<Claim> claims, Map<Claim, Long> answers, long asked);

	}

}
