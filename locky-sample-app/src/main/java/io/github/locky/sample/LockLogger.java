package io.github.locky.sample;

import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Logs what happens to locks, in whichever instance it was done.
 */
@Component
class LockLogger {

	private static final Logger logger = LoggerFactory.getLogger(LockLogger.class);

	@EventListener
	void on(ResourceLockedEvent event) {
		if (event.isForced()) {
			logger.info("{} took {} over from {}", event.getLocker(), event.getResource(), event.getPreviousLocker());
		}
		else {
			logger.info("{} locked {}", event.getLocker(), event.getResource());
		}
	}

	@EventListener
	void on(ResourceUnlockedEvent event) {
		logger.info("{} unlocked {}", event.getLocker(), event.getResource());
	}

	@EventListener
	void on(ResourceExpiredEvent event) {
		logger.info("The lock of {} on {} expired", event.getLocker(), event.getResource());
	}

	@EventListener
	void on(LockyEventsMissedEvent event) {
		logger.warn("Events were missed");
	}

}
