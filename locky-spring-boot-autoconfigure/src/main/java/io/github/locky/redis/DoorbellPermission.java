package io.github.locky.redis;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Remembers whether Redis lets this application ring the doorbell, as the first character
 * of a script's reply tells.
 */
final class DoorbellPermission {

	private static final Log logger = LogFactory.getLog(DoorbellPermission.class);

	private volatile boolean refused;

	boolean isRefused() {
		return this.refused;
	}

	void heard(String reply) {
		if (reply.charAt(0) == '!' && !this.refused) {
			this.refused = true;
			logger.warn("Redis does not allow PUBLISH to the channel of Locky's events: "
					+ "locks work, but events and waiters hear of them with up to a second of delay");
		}
	}

}
