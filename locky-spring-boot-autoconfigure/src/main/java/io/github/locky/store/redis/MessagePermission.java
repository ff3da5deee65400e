package io.github.locky.store.redis;

import io.github.locky.store.OneLineLog;

/**
 * Remembers whether Redis lets this application send messages, as the first character of
 * a script's reply tells.
 */
final class MessagePermission {

	private static final OneLineLog logger = OneLineLog.of(MessagePermission.class);

	private volatile boolean refused;

	boolean isRefused() {
		return this.refused;
	}

	void heard(String reply) {
		char sign = reply.charAt(0);
		if (sign == '+') {
			this.refused = false;
		}
		else if (sign == '!' && !this.refused) {
			this.refused = true;
			logger.warn("Redis does not allow PUBLISH to the channels of Locky: "
					+ "locks work, but events are heard and waiters served with up to a second of delay");
		}
	}

}
