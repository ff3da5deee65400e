package io.github.locky.redis;

import io.github.locky.event.LockyEvent;
import io.github.locky.event.LockyEventsMissedEvent;
import io.github.locky.event.ResourceExpiredEvent;
import io.github.locky.event.ResourceLockedEvent;
import io.github.locky.event.ResourceUnlockedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each transition as an application event.
 */
public class ApplicationEventTransitionListener implements TransitionListener {

	private static final Log logger = LogFactory.getLog(ApplicationEventTransitionListener.class);

	private final Object source;

	private final ApplicationEventPublisher publisher;

	/**
	 * Create a listener.
	 * @param source the source of the events
	 * @param publisher where to publish them
	 */
	public ApplicationEventTransitionListener(Object source, ApplicationEventPublisher publisher) {
		this.source = source;
		this.publisher = publisher;
	}

	@Override
	public void onTransition(JournalEntry entry) {
		publish(toEvent(entry));
	}

	@Override
	public void onTransitionsMissed() {
		publish(new LockyEventsMissedEvent(this.source));
	}

	private LockyEvent toEvent(JournalEntry entry) {
		return switch (entry.kind()) {
			case LOCKED, FORCED -> new ResourceLockedEvent(this.source, entry.resource(), entry.locker(), entry.token(),
					entry.instant(), entry.ttl(), entry.kind() == JournalEntry.Kind.FORCED, entry.previousLocker());
			case UNLOCKED -> new ResourceUnlockedEvent(this.source, entry.resource(), entry.locker(), entry.token(),
					entry.instant());
			case EXPIRED ->
				new ResourceExpiredEvent(this.source, entry.resource(), entry.locker(), entry.token(), entry.instant());
		};
	}

	private void publish(ApplicationEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.warn("A listener failed on " + event, ex);
		}
	}

}
