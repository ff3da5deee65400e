package io.github.locky.engine;

import java.time.Duration;

import io.github.locky.store.LockCommand;
import io.github.locky.store.LockResult;
import io.github.locky.store.LockTarget;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.RefreshCommand;
import io.github.locky.store.ReleaseResult;
import org.jspecify.annotations.Nullable;

/**
 * Says what calls do to locks, so that a single lock can be followed through its life.
 */
final class LockLog {

	private static final OneLineLog logger = OneLineLog.of(LockLog.class);

	private LockLog() {
	}

	static void locking(LockCommand command, LockResult result) {
		String locker = command.request().getLocker();
		if (result instanceof LockResult.Granted granted) {
			granted.grants().forEach((grant) -> granted(locker, grant));
		}
		else if (logger.isDebugEnabled()) {
			LockResult.Refused refused = (LockResult.Refused) result;
			logger.debug("'" + refused.resource() + "' not acquired by '" + locker + "': "
					+ ((refused.holder() != null) ? "held by '" + refused.holder() + "'" : "the turn of others")
					+ lifetime(refused.remaining()));
		}
	}

	private static void granted(String locker, LockResult.Grant grant) {
		if (grant.previousLocker() != null) {
			logger.warn("'" + grant.resource() + "' taken over by '" + locker + "' from '" + grant.previousLocker()
					+ "', by force");
		}
		if (logger.isDebugEnabled()) {
			logger.debug("'" + grant.resource() + ((grant.isKept()) ? "' kept by '" : "' locked by '") + locker
					+ "' with fencing token " + grant.token() + lifetime(grant.remaining()));
		}
	}

	static void releasing(LockTarget target, ReleaseResult result) {
		if (result.stays() == null) {
			unlocking(target, result.released());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("'" + target.resource() + "' held by " + target.ownership() + " released, but stays locked"
					+ lifetime(result.stays()));
		}
	}

	static void unlocking(LockTarget target, boolean unlocked) {
		if (logger.isDebugEnabled()) {
			logger.debug("'" + target.resource() + "' held by " + target.ownership()
					+ ((unlocked) ? " unlocked" : " not unlocked: there is no such lock"));
		}
	}

	static void refreshing(LockTarget target, long remaining) {
		if (logger.isDebugEnabled()) {
			logger.debug("'" + target.resource() + "' held by " + target.ownership()
					+ ((remaining != RefreshCommand.NOT_HELD)
							? " refreshed" + lifetime((remaining >= 0) ? Duration.ofMillis(remaining) : null)
							: " not refreshed: there is no such lock"));
		}
	}

	private static String lifetime(@Nullable Duration remaining) {
		return (remaining != null) ? ", for " + remaining.toMillis() + " ms" : ", without end";
	}

}
