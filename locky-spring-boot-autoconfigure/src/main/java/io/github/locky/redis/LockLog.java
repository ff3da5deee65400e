package io.github.locky.redis;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Says what calls do to locks, so that a single lock can be followed through its life.
 */
final class LockLog {

	private static final Log logger = LogFactory.getLog(LockLog.class);

	private LockLog() {
	}

	static void locking(Acquisition acquisition, LockResult result) {
		if (result instanceof LockResult.Granted granted) {
			granted.grants().forEach((grant) -> granted(acquisition, grant));
		}
		else if (logger.isDebugEnabled()) {
			LockResult.Refused refused = (LockResult.Refused) result;
			logger.debug("'" + refused.resource() + "' refused to '" + acquisition.locker() + "': held by '"
					+ refused.holder() + "'" + lifetime(refused.remaining()));
		}
	}

	private static void granted(Acquisition acquisition, LockResult.Grant grant) {
		if (grant.previousLocker() != null) {
			logger.warn("'" + grant.resource() + "' taken over by '" + acquisition.locker() + "' from '"
					+ grant.previousLocker() + "', by force");
		}
		if (logger.isDebugEnabled()) {
			logger.debug("'" + grant.resource() + ((grant.kept()) ? "' kept by '" : "' locked by '")
					+ acquisition.locker() + "' with fencing token " + grant.token() + lifetime(grant.remaining()));
		}
	}

	static void unlocking(Claim claim, boolean unlocked) {
		if (logger.isDebugEnabled()) {
			logger.debug("'" + claim.resource() + "' held by " + claim.holding()
					+ ((unlocked) ? " unlocked" : " not unlocked: there is no such lock"));
		}
	}

	static void refreshing(Claim claim, long remaining) {
		if (logger.isDebugEnabled()) {
			logger.debug("'" + claim.resource() + "' held by " + claim.holding() + ((remaining != RedisLocks.NOT_HELD)
					? " refreshed" + lifetime(millis(remaining)) : " not refreshed: there is no such lock"));
		}
	}

	private static @Nullable Duration millis(long remaining) {
		return (remaining >= 0) ? Duration.ofMillis(remaining) : null;
	}

	private static String lifetime(@Nullable Duration remaining) {
		return (remaining != null) ? ", for " + remaining.toMillis() + " ms" : ", without end";
	}

}
